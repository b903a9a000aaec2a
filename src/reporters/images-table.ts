import Table from 'cli-table3'
import type { ListedImage } from '../images/list.ts'
import { age, type Paint } from './text.ts'

const headings = ['NAME', 'AMI', 'AGE', 'RELEASE', 'AGENT', 'DOCKER', 'BAKE KEY', 'STATE', 'GiB']

/** Columns without lines, as aws and docker users know them. */
export function imagesTable(images: readonly ListedImage[], now: Date, paint: Paint): string {
  const table = new Table({
    head: headings.map(heading => paint('bold', heading)),
    chars: {
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
      middle: '  ',
    },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const image of images) table.push(row(image, now, paint))
  return `${table.toString()}\n`
}

function row(image: ListedImage, now: Date, paint: Paint): string[] {
  return [
    image.name,
    image.imageId,
    age(new Date(image.createdAt), now),
    image.release ?? '-',
    image.agentVersion ?? '-',
    image.dockerVersion ?? '-',
    image.bakeKey?.slice(0, 8) ?? '-',
    image.state === 'good' ? paint('green', image.state) : paint('yellow', image.state),
    String(image.size),
  ]
}
