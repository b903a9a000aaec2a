import { execa } from 'execa'

/** Runs a system program and returns its output. The error of a failure has the command and its message. */
export async function run(file: string, commandArguments: readonly string[], input = ''): Promise<string> {
  const { stdout } = await execa(file, commandArguments, { input })
  return stdout
}
