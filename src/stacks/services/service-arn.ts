/** Cluster and name in the ARN of a service; undefined for an ARN without the cluster, the form of before 2018. */
export function serviceOfArn(arn: string): { readonly cluster: string; readonly name: string } | undefined {
  const [, cluster, name] = /:service\/([^/]+)\/([^/]+)$/.exec(arn) ?? []
  return cluster === undefined || name === undefined ? undefined : { cluster, name }
}
