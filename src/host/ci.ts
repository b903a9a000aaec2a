/** Whether a CI service runs this process. Most set CI=true; some people turn it off with false or 0. */
export function isCi({ CI = '' }: { readonly CI?: string | undefined }): boolean {
  return !['', 'false', '0'].includes(CI.toLowerCase())
}
