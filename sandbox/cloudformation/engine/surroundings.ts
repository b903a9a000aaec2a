/** The engine's queries to the account. */
export interface Surroundings {
  lookUp(region: string, parameters: readonly string[]): Promise<Lookup>
  /** The text at a TemplateURL. Rejects with ApiError. */
  readTemplate(url: string): Promise<string>
  /** For each name, whether a resource of that type and name exists. */
  taken(
    region: string,
    names: readonly { readonly type: string; readonly name: string }[],
  ): Promise<readonly boolean[]>
}

export interface Lookup {
  /** Values of SSM parameters, without those that do not exist. */
  readonly parameters: Readonly<Record<string, string>>
  readonly zones: readonly string[]
}
