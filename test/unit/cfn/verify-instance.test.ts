import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bootReports } from '#src/verify/console.ts'
import { runBash } from '#test/helpers/bash.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-instance-'))
  await mkdir(join(folder, 'own'))
  await cp('cfn/verify/instance.sh', join(folder, 'instance.sh'))
  await writeFile(join(folder, 'defaults.json'), '{"volumes":[]}')
  const logs = { source: 'journald', groups: ['docker'], files: [{ path: '/var/log/app.log' }], metrics: [] }
  await writeFile(join(folder, 'logs.json'), JSON.stringify(logs))
})
afterEach(() => rm(folder, { recursive: true }))

const machine = `
systemctl() { [[ $1 != is-active ]] || echo active; }
grubby() { echo /boot/vmlinuz-6.1.158; }
rpm() { echo 25.0.16; }
curl() { echo '{"ContainerInstanceArn":"arn:first"}'; }
sync() { :; }
`

/** The reports after these lines, and the main program `boots` times. */
async function reports(
  lines = '',
  { seconds = 5, own = {} as Record<string, string>, boots = ['one'] } = {},
) {
  for (const [name, text] of Object.entries(own))
    await writeFile(join(folder, 'own', name), text, { mode: 0o755 })
  for (const boot of boots) {
    const script = `
      set +Ee
      console=${folder}/console defaults=${folder}/defaults.json logs=${folder}/logs.json
      ${machine}
      ${lines}
      main run-1 ${seconds}`
    await runBash([join(folder, `instance-${boot}.sh`)], script, {}).catch(() => undefined)
  }
  return bootReports(await readFile(join(folder, 'console'), 'utf8'), 'run-1')
}

/** The script as it is at a boot with this id. */
async function atBoots(...boots: readonly string[]) {
  const text = await readFile(join(folder, 'instance.sh'), 'utf8')
  for (const boot of boots)
    await writeFile(join(folder, `instance-${boot}.sh`), text.replace(/^boot=.*$/m, `boot=${boot}`))
}

const names = ['units', 'docker', 'mounts', 'time']

describe('the checks from inside', () => {
  test('each boot reports the checks of the recipe; own scripts run at the first only', async () => {
    await atBoots('one', 'two')
    const own = { app: '#!/bin/sh\nexit 0\n' }
    const [first, second, ...others] = await reports('', { boots: ['one', 'two'], own })
    expect(others).toEqual([])
    expect(first).toMatchObject({ number: 1, ran: [...names, 'own:app'] })
    expect(second).toMatchObject({ number: 2, ran: names })
    expect(first?.facts).toEqual({
      kernel: '6.1.158',
      docker: '25.0.16',
      agent: '25.0.16',
      containerInstance: 'arn:first',
      logs: { groups: ['docker'], files: ['/var/log/app.log'] },
    })
    expect(first?.checks.filter(({ ok }) => !ok)).toEqual([])
  })

  test('a check that cannot be written is missing from the end', async () => {
    await atBoots('one')
    const [first] = await reports(`jq() { [[ "$*" != *'name docker'* ]] && command jq "$@"; }`)
    expect(first?.ran).toEqual(names.filter(name => name !== 'docker'))
  })

  test.each([
    ['units', 'systemctl() { [[ $1 == is-active ]] && echo active; }'],
    ['mounts', 'defaults=/none'],
  ])('%s fails if it cannot be found out', async (name, lines) => {
    await atBoots('one')
    const [first] = await reports(lines)
    expect(first?.checks.filter(({ ok }) => !ok)).toMatchObject([
      { name, detail: expect.stringContaining('unknown, because') },
    ])
  })

  test('each line is written twice, so that one broken copy does not matter', async () => {
    await atBoots('one')
    await reports()
    const console = await readFile(join(folder, 'console'), 'utf8')
    expect(console.match(/"name":"docker"/g)).toHaveLength(2)
    expect(console.trim().split('\n').at(-1)).toContain('"kind":"end"')
  })
})

describe('own check scripts', () => {
  test('their last lines are in the result', async () => {
    await atBoots('one')
    const [first] = await reports('', { own: { app: '#!/bin/sh\necho one; echo two >&2; exit 3\n' } })
    expect(first?.checks.at(-1)).toEqual({ name: 'own:app', ok: false, detail: 'exit status 3: one two' })
  })

  test('a process that a script leaves behind does not hold up the others', async () => {
    await atBoots('one')
    const startedAt = Date.now()
    const [first] = await reports('', {
      own: { daemon: '#!/bin/sh\nsleep 30 &\necho started\n', last: '#!/bin/sh\nexit 0\n' },
    })
    expect(first?.ran).toEqual([...names, 'own:daemon', 'own:last'])
    expect(first?.checks.filter(({ ok }) => !ok)).toEqual([])
    expect(Date.now() - startedAt).toBeLessThan(15_000)
  })

  test('a script that ignores SIGTERM is killed', async () => {
    await atBoots('one')
    const [first] = await reports('', {
      seconds: 1,
      own: { stubborn: `#!/bin/bash\ntrap '' TERM\nwhile :; do sleep 1; done\n` },
    })
    expect(first?.checks.at(-1)).toMatchObject({ name: 'own:stubborn', ok: false })
  }, 20_000)

  test('a script may write a lot', async () => {
    await atBoots('one')
    const [first] = await reports('', { own: { loud: '#!/bin/sh\nseq 1 200000\n' } })
    expect(first?.checks.at(-1)).toMatchObject({ name: 'own:loud', ok: true })
  })

  test('the results of the recipe are written before they run', async () => {
    await atBoots('one')
    await reports('', { own: { app: `#!/bin/sh\ncp ${folder}/console ${folder}/before\n` } })
    const before = bootReports(await readFile(join(folder, 'before'), 'utf8'), 'run-1')
    expect(before[0]?.checks.map(({ name }) => name)).toEqual(names)
  })
})
