import Table from 'cli-table3'
import type { ListedImage } from '../images/list.ts'
import { onOneLine } from './foreign.ts'
import type { Paint } from './paint.ts'
import { age } from './text.ts'

const headings = [
  'NAME',
  'PROJECT',
  'AMI',
  'AGE',
  'RELEASE',
  'AGENT',
  'DOCKER',
  'BAKE KEY',
  'STATE',
  'GiB',
] as const
type Heading = (typeof headings)[number]
type Row = Readonly<Record<Heading, string>>

const beforeProjects = 'before projects'

/** Columns that a narrow terminal leaves out, first to last; --json has all of them. */
const expendable: readonly Heading[] = ['BAKE KEY', 'DOCKER', 'AGENT', 'GiB', 'RELEASE', 'PROJECT']
/** A shortened name still shows the image and the end of the run id. */
const shortestName = 16
const gap = '  '

/**
 * A table without lines. If it is wider than the terminal, names are shortened in the middle, then columns are left
 * out.
 *
 * @param width columns of the terminal; undefined for a pipe, which shows everything
 */
export function imagesTable(
  images: readonly ListedImage[],
  now: Date,
  paint: Paint,
  width: number | undefined,
): string {
  const rows = onOneLine(images).map(image => row(image, now))
  const { shown, nameWidth } = fitted(rows, width || Number.POSITIVE_INFINITY)
  const table = new Table({
    head: shown.map(heading => paint('bold', heading)),
    chars: { ...noLines, middle: gap },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const cells of rows) table.push(shown.map(heading => cell(heading, cells[heading], nameWidth, paint)))
  return `${table.toString()}\n`
}

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
}

function row(image: ListedImage, now: Date): Row {
  return {
    NAME: image.name,
    PROJECT: image.project ?? beforeProjects,
    AMI: image.imageId,
    AGE: age(new Date(image.createdAt), now),
    RELEASE: image.release ?? '-',
    AGENT: image.agentVersion ?? '-',
    DOCKER: image.dockerVersion ?? '-',
    'BAKE KEY': image.bakeKey?.slice(0, 8) ?? '-',
    STATE: image.state,
    GiB: String(image.size),
  }
}

function fitted(rows: readonly Row[], width: number): { shown: readonly Heading[]; nameWidth: number } {
  const widthOf = (heading: Heading) => Math.max(heading.length, ...rows.map(cells => cells[heading].length))
  const excess = (shown: readonly Heading[]) =>
    shown.reduce((sum, heading) => sum + widthOf(heading) + gap.length, -gap.length) - width
  const longest = widthOf('NAME')
  const spare = Math.max(0, longest - shortestName)
  let shown: readonly Heading[] = headings.filter(heading => heading !== 'PROJECT' || hasProjects(rows))
  for (const heading of expendable)
    if (excess(shown) > spare) shown = shown.filter(other => other !== heading)
  return { shown, nameWidth: longest - Math.min(spare, Math.max(0, excess(shown))) }
}

/** A list of AMIs of one project does not repeat its name. */
function hasProjects(rows: readonly Row[]): boolean {
  const projects = new Set(rows.map(({ PROJECT }) => PROJECT))
  return projects.size > 1 || projects.has(beforeProjects)
}

function cell(heading: Heading, text: string, nameWidth: number, paint: Paint): string {
  if (heading === 'STATE') return paint(text === 'good' ? 'green' : 'yellow', text)
  if (heading !== 'NAME' || text.length <= nameWidth) return text
  const end = Math.floor((nameWidth - 1) / 2)
  return `${text.slice(0, nameWidth - 1 - end)}…${text.slice(-end)}`
}
