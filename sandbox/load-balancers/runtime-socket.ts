import { createConnection } from 'node:net'

/** Sends one command to haproxy's runtime API. Resolves with the answer; empty if there is nothing to say. */
export function sendToProxy(socket: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const connection = createConnection(socket, () => connection.end(`${command}\n`))
    connection.on('data', (chunk: Buffer) => chunks.push(chunk))
    connection.on('error', reject)
    connection.on('close', () => resolve(Buffer.concat(chunks).toString().trim()))
  })
}
