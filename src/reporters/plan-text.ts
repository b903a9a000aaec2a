import { originWords } from '../images/scope.ts'
import type { DeployedAmi } from '../stacks/ami/deployed-ami.ts'
import type { ChangeAction } from '../stacks/plan/change-action.ts'
import type { PlannedAmi, PlannedChange, StackPlan } from '../stacks/plan/stack-plan.ts'
import { onOneLine } from './foreign.ts'
import type { Paint } from './paint.ts'
import { serviceLines, serviceTitle } from './plan-service.ts'
import { age, plural } from './text.ts'

/** The plan of a deploy, before it is confirmed. */
export function planText(planned: StackPlan, now: Date, paint: Paint): string {
  const plan = onOneLine(planned)
  if (plan.kind === 'unchanged') return `${paint('bold', plan.stackName)} is up to date.\n`
  const what = plan.kind === 'create' ? 'would be created' : 'would change'
  return [
    `${paint('bold', plan.stackName)} ${what}`,
    ...(plan.ami === null
      ? []
      : section(
          `AMI (${plan.ami.parameter})`,
          [...amiLines(plan.ami, now, paint), ...channelLines(plan.ami, paint)],
          paint,
        )),
    ...section('parameters', parameterLines(plan, paint), paint),
    ...section(resourcesTitle(plan), resourceLines(plan, paint), paint),
    ...plan.services.flatMap(service =>
      section(serviceTitle(service), serviceLines(service, now, paint), paint),
    ),
    ...plan.warnings.map(warning => `\n${paint('yellow', '!')} ${warning}`),
    ...lossLines(plan.changes, paint),
    '',
  ].join('\n')
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', `  ${paint('bold', title)}`, ...lines.map(line => `    ${line}`)]
}

function amiLines({ before, after }: PlannedAmi, now: Date, paint: Paint): string[] {
  if (before?.imageId === after.imageId) {
    return [`${after.imageId}${after.release === null ? '' : `, release ${after.release}`}: unchanged`]
  }
  const rows: [string, (ami: DeployedAmi) => string | null][] = [
    ['id', ami => ami.imageId],
    ['origin', ami => (ami.image === null ? null : originWords(ami.project))],
    ['release', ami => ami.release],
    ['agent', ami => ami.agentVersion],
    ['Docker', ami => ami.dockerVersion],
    ['kernel', ami => ami.kernel],
    ['age', ami => (ami.createdAt === null ? null : age(ami.createdAt, now))],
  ]
  return rows
    .map(([label, read]) => ({ label, from: before === null ? null : read(before), to: read(after) }))
    .filter(({ from, to }) => from !== null || to !== null)
    .map(({ label, from, to }) => {
      const isShownOnce = before === null || from === to
      return `${label.padEnd(9)}${isShownOnce ? (to ?? '-') : arrow(from ?? '-', to ?? '-', paint)}`
    })
}

function channelLines({ inChannel }: PlannedAmi, paint: Paint): string[] {
  if (inChannel === undefined) return []
  const { channel, verdict, rejected } = inChannel
  if (rejected !== null) {
    const reason = rejected.reason === null ? '' : `: ${rejected.reason}`
    return [`${'channel'.padEnd(9)}${channel}`, `${'verdict'.padEnd(9)}${paint('red', `rejected${reason}`)}`]
  }
  const shown =
    verdict === 'verified' ? 'verified' : paint('red', verdict === null ? 'not verified' : 'failed')
  return [`${'channel'.padEnd(9)}${channel}`, `${'verdict'.padEnd(9)}${shown}`]
}

/** The parameter that takes the AMI has a separate section. */
function parameterLines({ parameters, ami }: StackPlan, paint: Paint): string[] {
  const others = parameters.filter(({ name }) => name !== ami?.parameter)
  const width = Math.max(...others.map(({ name }) => name.length))
  return others.map(({ name, before, after }) => {
    const change =
      before === null ? shown(after) : after === null ? 'removed' : arrow(shown(before), shown(after), paint)
    return `${name.padEnd(width)}  ${change}`
  })
}

function resourcesTitle({ changes }: StackPlan): string {
  const counts = Object.entries(verbs).flatMap(([action, verb]) => {
    const count = changes.filter(change => change.action === action).length
    return count === 0 ? [] : [`${count} ${verb}`]
  })
  return `${plural(changes.length, 'resource')}: ${counts.join(', ')}`
}

const verbs: Readonly<Record<ChangeAction, string>> = {
  add: 'to add',
  change: 'to change',
  mayReplace: 'to change or replace',
  replace: 'to replace',
  remove: 'to delete',
  import: 'to import',
  unknown: 'not known yet',
}

const marks: Readonly<Record<ChangeAction, [string, Parameters<Paint>[0]]>> = {
  add: ['+', 'green'],
  change: ['~', 'yellow'],
  mayReplace: ['±', 'yellow'],
  replace: ['±', 'yellow'],
  remove: ['-', 'red'],
  import: ['+', 'green'],
  unknown: ['?', 'yellow'],
}

function resourceLines({ changes, ami }: Pick<StackPlan, 'changes' | 'ami'>, paint: Paint): string[] {
  const indent = ({ nestedIn = [] }: PlannedChange) => '  '.repeat(nestedIn.length)
  const width = Math.max(...changes.map(change => indent(change).length + change.logicalId.length))
  return changes.map(change => {
    const { action, logicalId, type, meaning, isDestructive, properties } = change
    const [mark, style] = marks[action]
    const changed = action === 'add' || action === 'remove' ? [] : propertyNames(properties, ami === null)
    const shownNames = changed.slice(0, mostProperties).join(', ')
    const names = changed.length > mostProperties ? `${shownNames} …` : shownNames
    const details = [meaning, names === '' ? '' : `(${names})`]
    const text = details.filter(detail => detail !== '').join(' ')
    const line = `${(indent(change) + logicalId).padEnd(width)}  ${paint('dim', type.replace(/^AWS::/, ''))}${text === '' ? '' : `  ${isDestructive ? paint('red', text) : text}`}`
    return `${paint(isDestructive ? 'red' : style, mark)} ${line}`
  })
}

const mostProperties = 4

/**
 * The first two parts of each path, without the numbers of list items: `LaunchTemplateData/ImageId`, `Policies`.
 * `hasAmis`: with the AMIs, which the template takes from SSM or contains; others have a section of the plan.
 */
function propertyNames(properties: PlannedChange['properties'], hasAmis: boolean): string[] {
  const names = properties.map(({ path, before, after }) => {
    const name = /^[^/]+(?:\/[^/\d][^/]*)?/.exec(path)?.[0] ?? path
    const isAmi =
      hasAmis && /(?:^|\/)ImageId$/.test(path) && before?.startsWith('ami-') && after?.startsWith('ami-')
    return isAmi ? `${name} ${before} → ${after}` : name
  })
  return [...new Set(names)]
}

/** Repeated at the end, where it is hard to miss. */
function lossLines(changes: readonly PlannedChange[], paint: Paint): string[] {
  const lost = changes.filter(({ isDestructive }) => isDestructive).map(({ logicalId }) => logicalId)
  return lost.length === 0 ? [] : ['', paint('red', `✘ data loss: ${lost.join(', ')}`)]
}

const longestValue = 60

function shown(value: string | null): string {
  if (value === null || value === '') return '""'
  return value.length <= longestValue ? value : `${value.slice(0, longestValue)}…`
}

function arrow(from: string, to: string, paint: Paint): string {
  return `${paint('dim', from)} → ${to}`
}
