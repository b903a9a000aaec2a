/** Answers of AWS's XML protocols. */

/** Of CloudFormation, Auto Scaling, IAM and STS. */
export function queryAnswer(action: string, content: string) {
  const result = `<${action}Result>${content}</${action}Result>`
  return { status: 200, body: `<${action}Response>${result}</${action}Response>` }
}

export function queryError(code: string, message = code) {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`
  return { status: 400, body: `<ErrorResponse>${error}</ErrorResponse>` }
}

export function ec2Answer(action: string, content: string) {
  return { status: 200, body: `<${action}Response>${content}</${action}Response>` }
}

export function ec2Error(code: string, message = code) {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  return { status: 400, body: `<Response><Errors>${error}</Errors></Response>` }
}

/** A list in the form of the query protocols: `<member>…</member>`, or `<item>…</item>` of EC2. */
export function list(element: string, items: readonly string[]): string {
  return items.map(item => `<${element}>${item}</${element}>`).join('')
}
