/** An error of the ECS API, e.g. `ClientException`. */
export class EcsError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export const clientError = (message: string) => new EcsError('ClientException', message)
export const invalidParameter = (message: string) => new EcsError('InvalidParameterException', message)
export const clusterNotFound = () => new EcsError('ClusterNotFoundException', 'Cluster not found.')
export const serviceNotFound = () => new EcsError('ServiceNotFoundException', 'Service not found.')
export const serviceNotActive = () => new EcsError('ServiceNotActiveException', 'Service was not ACTIVE.')
