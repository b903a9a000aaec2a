import { execa } from 'execa'

/** Runs a program of the system and returns what it printed; a failure carries the command and its message. */
export async function run(file: string, commandArguments: readonly string[], input = ''): Promise<string> {
  const { stdout } = await execa(file, commandArguments, { input })
  return stdout
}
