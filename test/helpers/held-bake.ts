import { execa } from 'execa'
import { startIn } from './bake.ts'
import { descendantsOf, type ProcessFacts } from './descendants.ts'
import type { TestProject } from './project.ts'

export interface HeldBake {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Packer and its plugins while the own script ran. */
  readonly packer: readonly ProcessFacts[]
}

/** A bake whose own script is held (held-script.ts); `meanwhile` happens while it runs. */
export async function heldBake(
  project: TestProject,
  environment: NodeJS.ProcessEnv,
  meanwhile: (packer: readonly ProcessFacts[], interrupt: () => void) => Promise<void>,
): Promise<HeldBake> {
  const argv = ['bake', '--force', '--json', '--events', 'events.ndjson']
  const running = startIn(project, environment, argv)
  let packer: readonly ProcessFacts[] = []
  for await (const line of running.iterable({ from: 'stderr' })) {
    if (!line.includes('it runs') || packer.length > 0) continue
    const descendants = await descendantsOf(running.pid ?? 0)
    packer = descendants.filter(({ arguments: [program = ''] }) => program.endsWith('packer'))
    await meanwhile(packer, () => running.kill('SIGINT')).catch(error => {
      // Held, it would be waited for.
      running.kill('SIGKILL')
      throw error
    })
  }
  const { exitCode = -1, stdout, stderr } = await running
  return { exitCode, stdout, stderr, packer }
}

/** What Packer itself is told: an access key, and the secrets that go with it. */
export async function lentTo([packer]: readonly ProcessFacts[]) {
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: url = '', AWS_CONTAINER_AUTHORIZATION_TOKEN: token = '' } =
    packer?.environment ?? {}
  const response = await fetch(url, { headers: { authorization: token } })
  const lent = (await response.json()) as Record<'AccessKeyId' | 'SecretAccessKey' | 'Token', string>
  return { accessKeyId: lent.AccessKeyId, secrets: [lent.SecretAccessKey, lent.Token] }
}

/** The files in which one of the texts is; `options` are grep's. */
export async function filesWith(
  texts: Iterable<string>,
  options: readonly string[],
  folders: readonly string[],
): Promise<string[]> {
  const { stdout } = await execa('grep', ['-rlaF', '-f', '-', ...options, ...folders], {
    input: [...texts].join('\n'),
    reject: false,
  })
  return stdout.split('\n').filter(Boolean)
}
