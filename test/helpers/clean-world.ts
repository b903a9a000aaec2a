import type { CleanContext, CleanRequest } from '#src/images/clean/clean.ts'
import { fakeRegion } from './fake-region.ts'
import { machine } from './processes.ts'
import { runRecord } from './run-record.ts'

/** The Packer of an interrupted bake. */
const packer = { host: 'here', processId: 20, startMark: 'boot:200' }

/** A request to clean after the bake of a record, on a machine where these processes run. */
export function cleanWorld(
  marks: Readonly<Record<number, string>>,
  replaced: Partial<CleanRequest> = {},
  { region = fakeRegion(), processes = {} as Parameters<typeof machine>[1] } = {},
) {
  const request: CleanRequest = {
    projectFolder: '/project',
    projectName: undefined,
    recordsFolder: '/state/runs/x',
    records: [runRecord({ packer })],
    account: { accountId: '1', endpoint: null },
    regions: ['us-east-1'],
    sessionManager: false,
    run: undefined,
    ...replaced,
  }
  const context: CleanContext = {
    clock: { now: () => new Date('2026-11-21T12:00:00Z'), sleep: async () => undefined },
    processes: machine(marks, processes),
    clients: { ec2: async () => region.ec2, iam: async () => region.iam } as CleanContext['clients'],
    onRemoved: () => undefined,
  }
  return { request, context }
}
