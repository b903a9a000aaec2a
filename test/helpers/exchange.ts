import type { Call } from '#sandbox/gateway/call-log.ts'

interface Message {
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** A line of the call log with its exchange. */
export function recordedCall(
  name: string,
  request: Message & { readonly method?: string; readonly url?: string },
  response: Message & { readonly status?: number },
): Call {
  const [service = '', action = ''] = name.split(':')
  const status = response.status ?? 200
  return {
    time: '2026-11-21T00:00:00.000Z',
    service,
    action,
    region: 'us-east-1',
    parameters: {},
    accessKeyId: null,
    source: '10.0.0.254',
    status,
    errorCode: null,
    durationMilliseconds: 3,
    exchange: {
      request: { method: request.method ?? 'POST', url: request.url ?? '/', ...message(request) },
      response: { status, ...message(response) },
    },
  }
}

/** A call of EC2, with the elements of its response. */
export function ec2Call(
  action: string,
  parameters: Readonly<Record<string, string>>,
  elements: string,
): Call {
  const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/'
  const body = `<${action}Response xmlns="${namespace}"><requestId>1</requestId>${elements}</${action}Response>`
  const form = query({ Action: action, Version: '2016-11-15', ...parameters })
  return recordedCall(`ec2:${action}`, form, { headers: xml, body })
}

/** A call of IAM, with the elements of its result, or its whole response. */
export function iamCall(
  action: string,
  parameters: Readonly<Record<string, string>>,
  answer: string | { readonly status: number; readonly body: string },
): Call {
  const form = query({ Action: action, Version: '2010-05-08', ...parameters })
  const response = typeof answer === 'string' ? { body: iamBody(action, answer) } : answer
  return recordedCall(`iam:${action}`, form, { headers: xml, ...response })
}

export function iamBody(action: string, elements: string): string {
  const result = `<${action}Result>${elements}</${action}Result>`
  const metadata = '<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>'
  return `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">${result}${metadata}</${action}Response>`
}

export function iamError(code: string, type = 'Sender'): string {
  const error = `<Error><Type>${type}</Type><Code>${code}</Code><Message>No.</Message></Error>`
  return `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>`
}

/** A call of Systems Manager. */
export function ssmCall(action: string, parameters: object, answer: object, status = 200): Call {
  const headers = { 'content-type': 'application/x-amz-json-1.1' }
  const target = { ...headers, 'x-amz-target': `AmazonSSM.${action}` }
  const request = { headers: target, body: JSON.stringify(parameters) }
  return recordedCall(`ssm:${action}`, request, { headers, status, body: JSON.stringify(answer) })
}

const xml = { 'content-type': 'text/xml;charset=UTF-8' }

function query(parameters: Readonly<Record<string, string>>): Message {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(parameters).toString(),
  }
}

function message({ headers = {}, body }: Message) {
  return { headers, body: Buffer.from(body).toString('base64') }
}
