import { type ApiAnswer, escapeXml, queryAnswer } from '../gateway/api-answer.ts'
import type { Credentials } from './sessions.ts'

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** A response of STS; `content` is the XML inside the result element. */
export function stsAnswer(action: string, content: string): ApiAnswer {
  return queryAnswer(namespace, action, `<${action}Result>${content}</${action}Result>`)
}

export function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`
}

export function credentialsElement(credentials: Credentials): string {
  const content = [
    element('AccessKeyId', credentials.accessKeyId),
    element('SecretAccessKey', credentials.secretAccessKey),
    element('SessionToken', credentials.sessionToken),
    element('Expiration', credentials.expiration.toISOString().replace(/\.\d+Z$/, 'Z')),
  ]
  return `<Credentials>${content.join('')}</Credentials>`
}
