import { callLogFile } from '#sandbox/gateway/call-log.ts'
import { startSandbox } from '#test/helpers/sandbox.ts'
import { scenario } from './scenario.ts'
import { modelPython, validate } from './validate.ts'

/**
 * `npm run contract`: runs a scenario in a sandbox, and validates every exchange against AWS's API models.
 * `npm run contract -- FILE` validates the exchanges of an existing log of calls.
 */
const leastActions = 80
const [existing] = process.argv.slice(2)

if (existing === undefined) await validateScenario()
else await report(existing, 0)

async function validateScenario(): Promise<void> {
  const sandbox = await startSandbox('--record-exchanges')
  try {
    await scenario(sandbox, await modelPython())
    await report(callLogFile(sandbox.stateFolder), leastActions)
  } finally {
    await sandbox.remove()
  }
}

async function report(calls: string, least: number): Promise<void> {
  const { exitCode, lines } = await validate(calls, least)
  for (const line of lines) console.log(line)
  process.exitCode = exitCode
}
