import { join } from 'node:path'
import { execa } from 'execa'
import { cacheFolder } from '#sandbox/commands/options.ts'
import { motoEnvironmentFolder, pythonOf } from '#sandbox/moto/environment.ts'
import { repository } from '#test/helpers/bake.ts'

/** Python with botocore's models: the environment of the sandbox's moto. */
export async function modelPython(): Promise<string> {
  const requirements = join(repository, 'sandbox/moto/requirements.txt')
  return pythonOf(await motoEnvironmentFolder(cacheFolder(), requirements))
}

/** The report on the exchanges in a log of calls: one line for each violation, then the counts. */
export async function validate(
  calls: string,
  leastActions: number,
): Promise<{ readonly exitCode: number; readonly lines: readonly string[] }> {
  const validator = join(import.meta.dirname, 'validator')
  const { exitCode, stdout, stderr } = await execa(
    await modelPython(),
    ['-B', validator, calls, '--least', String(leastActions)],
    { reject: false },
  )
  if (stdout === '') throw new Error(stderr)
  return { exitCode: exitCode ?? -1, lines: stdout.split('\n') }
}
