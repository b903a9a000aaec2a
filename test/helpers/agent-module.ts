import { join } from 'node:path'
import { execa } from 'execa'

const folder = join(import.meta.dirname, '../../sandbox/tree/root/usr/lib/sandbox')

/** The value of a Python expression with the agent's modules; `given` is a dictionary of the expression's inputs. */
export async function evaluateInAgent(
  module: string,
  expression: string,
  given: object = {},
): Promise<unknown> {
  return runInAgent(`from ecs import ${module}\nresult = ${expression}`, given)
}

/** Runs statements of Python with the agent's modules; they set `result`, which is returned. */
export async function runInAgent(statements: string, given: object = {}): Promise<unknown> {
  const program = `
import dataclasses, json, sys
sys.path.insert(0, ${JSON.stringify(folder)})
sys.dont_write_bytecode = True
given = json.loads(sys.argv[1])
${statements}
print(json.dumps(result))`
  const { stdout } = await execa('python3', ['-c', program, JSON.stringify(given)])
  return JSON.parse(stdout)
}
