import manifest from '../../package.json' with { type: 'json' }
import { once } from '../aws/clients.ts'
import { type Output, openOutput } from '../host/output.ts'
import { stateFolder } from '../host/places.ts'
import { processes } from '../host/processes.ts'
import { clock, files, random } from '../host/system.ts'
import type { Person, StacksContext } from '../stacks/context.ts'
import { patientClient } from '../stacks/patience.ts'
import type { Aws } from './aws.ts'

/** Seconds for which a single call is repeated while AWS throttles or cannot be reached. */
const patienceSeconds = 180

export function openStackOutput({ quiet = false }: { readonly quiet?: boolean }): Promise<Output> {
  return openOutput({ version: manifest.version, clock, eventsPath: undefined, severalImages: false, quiet })
}

export function stacksContext(aws: Aws, output: Output, person: Person): StacksContext {
  const { emit } = output
  const cloudFormation = once(async () =>
    patientClient(await aws.clients.cloudFormation(), {
      seconds: patienceSeconds,
      outlivesSession: false,
      clock,
      tell: text => emit({ type: 'notice', text }),
    }),
  )
  return {
    ...aws,
    clients: { ...aws.clients, cloudFormation },
    clock,
    random,
    fileSystem: files,
    processes,
    stateFolder: stateFolder(),
    emit,
    person,
  }
}
