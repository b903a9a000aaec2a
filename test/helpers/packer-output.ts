import fc from 'fast-check'
import { expect } from 'vitest'
import { createBuildReader } from '#src/packer/build-reader.ts'

/** What a build prints with `scripts` (run folder's launchers) when each prints those lines and ends with that status. */
interface Printed {
  readonly launcher: string
  readonly lines: readonly string[]
  readonly exitStatus: number
}

export function packerOutput(scripts: readonly Printed[]): string[] {
  const failed = scripts.find(({ exitStatus }) => exitStatus !== 0)
  return [
    say('Connected to SSH!'),
    ...scripts.flatMap(({ launcher, lines, exitStatus }, index) => [
      say(`Provisioning with shell script: ${launcher}`),
      say(`packer-ecs> ${index + 1}`),
      ...lines.map(line => say(`packer-ecs| ${line}`)),
      say(`packer-ecs< ${index + 1} ${exitStatus}`),
    ]),
    ...(failed === undefined
      ? [say('Stopping the source instance...')]
      : [
          say('Provisioning step had errors: Running the cleanup provisioner, if present...'),
          `1,amazon-ebs.image,error,Script exited with non-zero exit status: ${failed.exitStatus}`,
        ]),
  ]
}

/** As Packer writes a line: neither a backslash nor a control character is escaped. */
function say(text: string): string {
  return `1,,ui,say,==> amazon-ebs.image: ${text.trimEnd().replaceAll(',', '%!(PACKER_COMMA)')}`
}

/** A line that a script prints: run.sh removes carriage returns. */
const hostileLine = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '==> amazon-ebs.image: ',
        '    amazon-ebs.image: ',
        'Provisioning with shell script: /run/2.sh',
        'Downloading a => b',
        'Stopping the source instance',
        'Terminating the source AWS instance',
        'Provisioning step had errors',
        'Cleanly cancelled builds after being interrupted.',
        'Instance ID: i-0123',
        'AMI: ami-0123',
        'packer-ecs> 1',
        'packer-ecs< 1 0',
        '\\n',
        '\\r',
        '\\n==> amazon-ebs.image: ',
        ',',
        '%!(PACKER_COMMA)',
        '1,amazon-ebs.image,error,x',
        '\u001b[31m',
        '\u001b]0;',
        '\0',
        '\u009b',
        ' => ',
      ),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 6 },
  )
  .map(parts => parts.join('').replaceAll(/[\r\n]/g, ''))

const hostileScripts = fc
  .array(fc.array(hostileLine, { maxLength: 5 }), { minLength: 1, maxLength: 4 })
  .chain(outputs =>
    fc.record({
      scripts: fc.constant(outputs.map((lines, index) => ({ launcher: `/run/${index + 1}.sh`, lines }))),
      failing: fc.option(fc.nat(outputs.length - 1)),
      exitStatus: fc.integer({ min: 1, max: 255 }),
    }),
  )
  .map(({ scripts, failing, exitStatus }) =>
    scripts
      .slice(0, failing === null ? undefined : failing + 1)
      .map((script, index) => ({ ...script, exitStatus: index === failing ? exitStatus : 0 })),
  )

/** Whatever scripts print, the reader knows which ran, how much each printed and which failed. */
export const knowsScripts = fc.property(hostileScripts, scripts => {
  const failed = scripts.find(({ exitStatus }) => exitStatus !== 0)
  const reader = createBuildReader(scripts.map(({ launcher }) => ({ name: `own${launcher}`, launcher })))
  const events = packerOutput(scripts).flatMap(line => reader.read(line))
  const { artifacts, failure } = reader.finish({
    exitCode: failed === undefined ? 0 : 1,
    interrupted: false,
    signal: null,
  })
  const names = scripts.map(({ launcher }) => `own${launcher}`)
  expect(events.flatMap(event => (event.type === 'script' ? event.name : []))).toEqual(names)
  expect(events.filter(({ type }) => type === 'output')).toHaveLength(
    scripts.flatMap(({ lines }) => lines).length,
  )
  const stages = events.flatMap(event => (event.type === 'stage' ? event.stage : []))
  expect(stages).toEqual(['provision', failed === undefined ? 'stop' : 'cleanup'])
  expect(events).toHaveLength(events.filter(({ type }) => /^(script|output|stage)$/.test(type)).length)
  expect(artifacts).toEqual([])
  expect(failure?.script).toBe(failed && `own${failed.launcher}`)
  expect(failure?.exitStatus).toBe(failed?.exitStatus)
  expect(failure?.lastLines.length).toBe(failed?.lines.length)
})
