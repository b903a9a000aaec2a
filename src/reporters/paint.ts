import { randomInt } from 'node:crypto'
import { styleText } from 'node:util'
import { visible } from './foreign.ts'

/** Colors a text if the stream, NO_COLOR and FORCE_COLOR allow it. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string

export function painter(stream: NodeJS.WriteStream): Paint {
  return (style, text) => {
    const [open = '', close = ''] = styleText(style, '|', { stream }).split('|')
    return `${marked(open)}${text}${marked(close)}`
  }
}

/** The text without any control sequence that a painter of this process did not write. */
export function onlyPainted(text: string): string {
  return text
    .split(ownCode)
    .map((part, index) => (index % 2 === 0 ? visible(part) : `\u001b[${part}m`))
    .join('')
}

/** Only this process knows it, so no text from elsewhere can contain a color that passes for one of packer-ecs. */
const mark = randomInt(10 ** 9, 10 ** 12)
const ownCode = new RegExp(`\u001b\\[${mark};([\\d;]+)m`)

function marked(code: string): string {
  return code.replaceAll('\u001b[', `\u001b[${mark};`)
}
