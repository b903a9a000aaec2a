import type { ImageVersion, PlannedService } from '../stacks/services/planned-service.ts'
import type { Paint } from './paint.ts'
import { age } from './text.ts'

export function serviceTitle({ logicalId, name }: PlannedService): string {
  return `service ${name === null || name === logicalId ? logicalId : `${logicalId} (${name})`}`
}

/** How the service is deployed, its images, and the other changes of its tasks, one line each. */
export function serviceLines(
  { images, changes, rollout }: PlannedService,
  now: Date,
  paint: Paint,
): string[] {
  const rows = [
    ...(rollout === '' ? [] : [['deployment', rollout] as const]),
    ...images.map(({ container, before, after }) => {
      const isSame = before !== null && before.name === after.name && before.digest === after.digest
      const to = versionWords(after, now)
      const text =
        before === null ? to : isSame ? `${to}: unchanged` : arrow(versionWords(before, now), to, paint)
      return [`${container}: image`, text] as const
    }),
    ...changes.map(({ what, before, after }) => [what, arrow(shown(before), shown(after), paint)] as const),
  ]
  const width = Math.max(...rows.map(([what]) => what.length))
  return rows.map(([what, text]) => `${what.padEnd(width)}  ${text}`)
}

/** E.g. `packer-ecs/web:1.2 (sha256:1f2e3d4c5b6a, pushed 3 hours ago)`. */
function versionWords({ name, digest, pushedAt, notChecked }: ImageVersion, now: Date): string {
  const details = [
    digest === null ? '' : digest.slice(0, 19),
    pushedAt === null ? '' : `pushed ${age(new Date(pushedAt), now)} ago`,
    notChecked === null ? '' : `not checked: ${notChecked}`,
  ].filter(text => text !== '')
  return `${name ?? 'unknown'}${details.length === 0 ? '' : ` (${details.join(', ')})`}`
}

const longest = 80

function shown(value: string | null): string {
  if (value === null || value === '') return '-'
  return value.length <= longest ? value : `${value.slice(0, longest)}…`
}

function arrow(from: string, to: string, paint: Paint): string {
  return `${paint('dim', from)} → ${to}`
}
