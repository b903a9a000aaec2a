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

describe('await_capacity_provider', () => {
  const wait = (joined: string) =>
    runBash(
      ['files/libexec/lib/await.sh'],
      `joined_file=${folder}/joined instance_id=i-1 provider=cp-web cluster=web region=r proxy='' time_limit=1
      no_proxy_additions='' deadline=0
      printf %s '${joined}' >"$joined_file"
      cluster_with() { return 1; }
      fail() { echo "failed: $1"; exit 1; }
      await_capacity_provider
      echo on`,
    )

  test('does not wait on an instance that has joined, e.g. after a reboot', async () => {
    expect(await wait('i-1')).toMatchObject({ exitCode: 0, stdout: 'on' })
  })

  test('waits on an instance whose AMI was made from one that had joined', async () => {
    expect(await wait('i-0')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(
        /^failed: the cluster "web" does not have the capacity provider "cp-web"/,
      ),
    })
  })
})

describe('report_to_stack', () => {
  const report = (before: string, result: string, signalling = 'once') =>
    runBash(
      ['files/libexec/lib/finish.sh'],
      `state_folder=${folder} instance_id=i-1 stack=shop group=Fleet region=r proxy='' signalling=${signalling}
      printf %s '${before}' >"$state_folder/signalled"
      say() { echo "$*"; }
      put_file() { :; }
      signal_stack() { echo "success $1"; }
      report_to_stack ${result}`,
    )

  test.each([
    ['sends a success after a failure', 'i-1 failed', 'joined', 'success true'],
    ['sends the result of another instance with the same disk', 'i-0 joined', 'failed', 'success false'],
    ['sends no failure after a success', 'i-1 joined', 'failed', 'signal: already sent to shop/Fleet'],
    ['sends a result once', 'i-1 failed', 'failed', 'signal: already sent to shop/Fleet'],
  ])('%s', async (_, before, result, expected) => {
    expect(await report(before, result)).toMatchObject({ stdout: expected })
  })

  test('sends what is asked for again', async () => {
    expect(await report('i-1 joined', 'failed', 'again')).toMatchObject({ stdout: 'success false' })
  })
})
