import { execa } from 'execa'
import { z } from 'zod'
import { ToolError } from '../errors/tool-error.ts'
import { sandboxProgram } from './places.ts'

/** `packer-ecs sandbox …`: hands the terminal to the sandbox program; the result is its exit status. */
export async function runSandbox(argv: readonly string[]): Promise<number> {
  const { exitCode } = await execa(process.execPath, [sandboxProgram(), ...argv], {
    stdio: 'inherit',
    reject: false,
  })
  return exitCode ?? 1
}

/**
 * Makes this process a client of the sandbox, before any AWS client exists: every variable of a real
 * account goes, the sandbox's come. Starts it when it does not run.
 *
 * @throws ToolError SANDBOX_NOT_STARTED
 */
export async function enterSandbox(agreed: boolean): Promise<void> {
  const { set, unset } = (await askEnvironment()) ?? (await startAndAsk(agreed))
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  for (const name of unset) delete process.env[name]
  Object.assign(process.env, set)
}

const environmentSchema = z.object({ set: z.record(z.string(), z.string()), unset: z.array(z.string()) })

async function askEnvironment(): Promise<z.infer<typeof environmentSchema> | undefined> {
  const { exitCode, stdout } = await execa(process.execPath, [sandboxProgram(), 'env', '--json'], {
    reject: false,
  })
  return exitCode === 0 ? environmentSchema.parse(JSON.parse(stdout)) : undefined
}

async function startAndAsk(agreed: boolean): Promise<z.infer<typeof environmentSchema>> {
  const argv = [sandboxProgram(), 'start', ...(agreed ? ['--yes'] : [])]
  const started = await execa(process.execPath, argv, {
    // Standard output is for this command's own result.
    stdio: ['inherit', 'ignore', 'inherit'],
    reject: false,
  })
  const environment = started.exitCode === 0 ? await askEnvironment() : undefined
  if (environment !== undefined) return environment
  throw new ToolError('SANDBOX_NOT_STARTED', 'the sandbox did not start', {
    why: 'What it said is above.',
    hint: 'docs/sandbox.md lists what it needs: root on Debian 12, Python 3.11, and packages that --yes installs.',
    exitStatus: started.exitCode === 2 ? 2 : 1,
  })
}
