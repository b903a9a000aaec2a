import { signatureOf } from '#sandbox/gateway/signature.ts'

export interface SigningKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The headers of a POST to `/` of the endpoint, signed with a key that lasts. */
export function signedHeaders(
  endpoint: string,
  { accessKeyId, secretAccessKey }: SigningKey,
  { region, service }: { readonly region: string; readonly service: string },
  content: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Record<string, string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const date = time.slice(0, 8)
  const headers = { ...content.headers, 'x-amz-date': time }
  const request = {
    method: 'POST',
    url: '/',
    headers: { ...headers, host: new URL(endpoint).host },
    body: Buffer.from(content.body),
  }
  const names = Object.keys(request.headers).sort()
  const signature = signatureOf(request, names, { date, region, service }, secretAccessKey)
  const credential = `${accessKeyId}/${date}/${region}/${service}/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...headers, authorization }
}
