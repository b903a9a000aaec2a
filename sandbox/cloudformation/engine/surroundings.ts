/** What the engine asks of the account that its stacks are in. */
export interface Surroundings {
  lookUp(region: string, parameters: readonly string[]): Promise<Lookup>
  /** The text behind a TemplateURL. Rejects with ApiError. */
  readTemplate(url: string): Promise<string>
  /** Of each name whether there is a resource of that type and name already. */
  taken(
    region: string,
    names: readonly { readonly type: string; readonly name: string }[],
  ): Promise<readonly boolean[]>
}

export interface Lookup {
  /** Values of SSM parameters; names that do not exist are missing. */
  readonly parameters: Readonly<Record<string, string>>
  readonly zones: readonly string[]
}
