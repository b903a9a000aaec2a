const registryName = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com$/

/** The registry's name in images, e.g. `123456789012.dkr.ecr.us-east-1.amazonaws.com`. */
export function registryNameOf(accountId: string, region: string): string {
  return `${accountId}.dkr.ecr.${region}.amazonaws.com`
}

/** Account and region of a Host header such as `123456789012.dkr.ecr.us-east-1.amazonaws.com`. */
export function parseRegistryName(
  host: string | undefined,
): { readonly accountId: string; readonly region: string } | undefined {
  const [, accountId, region] = registryName.exec(host?.replace(/:\d+$/, '') ?? '') ?? []
  return accountId === undefined || region === undefined ? undefined : { accountId, region }
}
