import type { IBuffer, IBufferCell, IBufferLine } from '@xterm/headless'

const cell = { width: 7.8, height: 18 }
const margin = 14
const palette = ['#24292f', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#e6edf3']

/** A terminal's screen as an SVG picture: text runs of one style each, on a dark ground. */
export function toSvg(buffer: IBuffer, columns: number): string {
  const lines = Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)).filter(
    line => line !== undefined,
  )
  const shown = lines.slice(0, lines.findLastIndex(line => line.translateToString(true) !== '') + 1)
  const width = columns * cell.width + 2 * margin
  const height = shown.length * cell.height + 2 * margin
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${shown.map((line, row) => `<text y="${margin + (row + 0.75) * cell.height}" xml:space="preserve">${spans(line)}</text>`).join('\n')}
</svg>
`
}

function spans(line: IBufferLine): string {
  const runs: { text: string; style: string; column: number }[] = []
  for (let column = 0; column < line.length; column += 1) {
    const content = line.getCell(column)
    if (content === undefined) continue
    const style = styleOf(content)
    const text = content.getChars() || ' '
    const last = runs.at(-1)
    if (last?.style === style) last.text += text
    else runs.push({ text, style, column })
  }
  return runs
    .filter(({ text }) => text.trim() !== '')
    .map(
      ({ text, style, column }) =>
        `<tspan x="${(margin + column * cell.width).toFixed(1)}" ${style}>${escaped(text.trimEnd())}</tspan>`,
    )
    .join('')
}

function styleOf(content: IBufferCell): string {
  const colour = content.isFgPalette() ? palette[content.getFgColor() % 8] : palette[7]
  const weight = content.isBold() ? ' font-weight="bold"' : ''
  const opacity = content.isDim() ? ' opacity="0.6"' : ''
  return `fill="${colour}"${weight}${opacity}`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
