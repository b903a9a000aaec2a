import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['files/libexec/lib/proxy.sh', 'files/libexec/lib/agent.sh']
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipe-agent-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

describe('cluster_with', () => {
  /** With an AWS CLI that prints this, and notes its environment and arguments. */
  async function look(answer: string, status = 0, proxy = "''") {
    const program = `#!/bin/sh\necho "$HTTPS_PROXY $NO_PROXY $*" >${folder}/call\ncat <<'END'\n${answer}\nEND\nexit ${status}\n`
    await writeFile(join(folder, 'aws'), program)
    await chmod(join(folder, 'aws'), 0o755)
    return runBash(sources, `cluster_with cp-web web eu-central-1 ${proxy} ''`, {
      environment: { PATH: `${folder}:${process.env.PATH}` },
    })
  }
  const cluster = (content: object) => JSON.stringify({ clusters: [content] })

  test('succeeds once the capacity provider is associated', async () => {
    const { exitCode } = await look(
      cluster({ capacityProviders: ['cp-web'], attachmentsStatus: 'UPDATE_COMPLETE' }),
    )
    expect(exitCode).toBe(0)
    expect(await readFile(join(folder, 'call'), 'utf8')).toBe(
      '  ecs describe-clusters --clusters web --include ATTACHMENTS --region eu-central-1 --output json\n',
    )
  })

  test.each([
    ['has none', cluster({})],
    ['has another one', cluster({ capacityProviders: ['FARGATE'] })],
    [
      'still attaches it',
      cluster({ capacityProviders: ['cp-web'], attachmentsStatus: 'UPDATE_IN_PROGRESS' }),
    ],
    ['does not exist', '{"clusters":[]}'],
  ])('fails without a message while the cluster %s', async (_, answer) => {
    expect(await look(answer)).toMatchObject({ exitCode: 1, stdout: '' })
  })

  test('fails with the error of the call on one line', async () => {
    const found = await look('\nAn error occurred (AccessDeniedException): no', 254)
    expect(found).toMatchObject({ exitCode: 1, stdout: ' An error occurred (AccessDeniedException): no' })
  })

  test('calls through the proxy, but never for metadata', async () => {
    await look(cluster({}), 0, 'proxy:3128')
    expect(await readFile(join(folder, 'call'), 'utf8')).toMatch(
      /^http:\/\/proxy:3128 169\.254\.169\.254,\S* ecs describe-clusters/,
    )
  })
})

describe('await_volumes', () => {
  test('waits for nothing when there are no volumes', async () => {
    const found = await runBash(['files/libexec/lib/await.sh'], 'baked() { :; }\nawait_volumes\necho on')
    expect(found).toMatchObject({ exitCode: 0, stdout: 'on' })
  })

  test('fails when the list of volumes cannot be read', async () => {
    const found = await runBash(
      ['files/libexec/lib/await.sh'],
      'baked() { return 5; }\nawait_volumes\necho on',
    )
    expect(found).toMatchObject({ exitCode: 5, stdout: '' })
  })
})
