import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { userData } from '#src/verify/user-data.ts'

const settings = {
  cluster: 'verify',
  stackName: 'packer-ecs-verify-vpc-1',
  region: 'us-east-1',
  runId: '20261130-120000-abcd',
  proxy: {},
}

test('the scripts arrive as they are, whatever they contain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'user-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const hostile = "#!/bin/sh\nprintf '%s' \"$HOME\" `id`\nCHECKS\n'\n"
  const text = userData({ program: '#!/bin/bash\n', own: { app: hostile } }, settings).toString()
  const [, archive = ''] = /<<'CHECKS' \| gunzip \| bash\n(.*)\nCHECKS\n/.exec(text) ?? []
  const local = `mkdir -p ${folder}/own; base64 -d | gunzip | sed 's,/var/lib/packer-ecs-verify,${folder},g' | bash`
  execFileSync('bash', ['-c', local], { input: archive })
  expect(readFileSync(join(folder, 'own/app'), 'utf8')).toBe(hostile)
  expect(readFileSync(join(folder, 'instance.sh'), 'utf8')).toBe('#!/bin/bash\n')
})

test('scripts that do not fit into user data are refused', () => {
  const own = { app: randomBytes(20_000).toString('base64') }
  expect(() => userData({ program: '', own }, settings)).toThrow(
    expect.objectContaining({ code: 'CHECKS_TOO_LARGE', exitStatus: 2 }),
  )
})

test('the first run has less time than the verification, or what the AMI says if that is less', () => {
  const text = userData({ program: '', own: {} }, settings).toString()
  const [, filter = ''] = /jq '([^']*)'/.exec(text) ?? []
  const limit = (seconds: number | null) =>
    Number(
      execFileSync('bash', ['-c', `jq '${filter}'`], {
        input: JSON.stringify({ firstRun: { timeoutSeconds: seconds } }),
      }),
    )
  expect([limit(600), limit(15), limit(null)]).toEqual([240, 15, 240])
  expect(text).toMatch(/^printf 'FIRST_RUN_TIMEOUT=%s\\n' /m)
})

test('the first run gets the proxy of the stack', () => {
  const proxy = { PROXY_URL: 'http://proxy:3128', NO_PROXY: '.example' }
  const text = userData({ program: '', own: {} }, { ...settings, proxy }).toString()
  expect(text).toContain('\nPROXY_URL=http://proxy:3128\nNO_PROXY=.example\nSETTINGS\n')
})
