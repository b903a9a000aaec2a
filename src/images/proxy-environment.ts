import type { HttpProxy } from '../config/settings.ts'

// proxy.sh has the same addresses for the services, which never use a proxy for this machine.
const neverThroughProxy = ['localhost', '127.0.0.1', '169.254.169.254', '169.254.170.2']

/** The variables by which most programs find a proxy. Programs differ in which case they read. */
export function proxyEnvironment(proxy: HttpProxy | null): Record<string, string> {
  if (proxy === null) return {}
  const url = `http://${proxy.url}`
  const none = [...neverThroughProxy, ...proxy.noProxy].join(',')
  return {
    HTTP_PROXY: url,
    HTTPS_PROXY: url,
    NO_PROXY: none,
    http_proxy: url,
    https_proxy: url,
    no_proxy: none,
  }
}
