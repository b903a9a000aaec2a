import { randomBytes } from 'node:crypto'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { ToolEvent } from '#src/events/events.ts'
import { files } from '#src/host/system.ts'
import type { Person, StacksContext } from '#src/stacks/context.ts'
import type { StackPlan } from '#src/stacks/plan/stack-plan.ts'
import type { FakeCloudFormation } from './fake-cloudformation.ts'
import { fastClock } from './fake-region.ts'

/** A person who answers as given, before a CloudFormation that is none. */
export function fakeContext(
  cloudFormation: FakeCloudFormation,
  answers: {
    readonly agrees?: boolean
    readonly agreesInPerson?: boolean
    readonly stop?: Awaited<ReturnType<Person['asksToStop']>>
  } = {},
) {
  const events: ToolEvent[] = []
  const questions: string[] = []
  const plans: StackPlan[] = []
  let interruption = new AbortController()
  const nothing = () => Promise.reject(new Error('not asked for in this test'))
  const context: StacksContext = {
    clock: fastClock(),
    random: { hex: bytes => randomBytes(bytes).toString('hex') },
    fileSystem: files,
    processes: {
      self: async () => ({ host: 'here', processId: 1, startMark: 'then' }),
      host: 'here',
      startMark: async () => undefined,
      membersOf: async () => [],
      workingFolder: async () => undefined,
      signalGroup: () => undefined,
    },
    emit: event => void events.push(event),
    region: 'us-east-1',
    endpoint: null,
    caller: async () => ({
      accountId: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/me',
      name: 'me',
      partition: 'aws',
    }),
    clients: {
      cloudFormation: async () => cloudFormation.client,
      ec2: async () => ({ ownImages: async () => [], instances: async () => [] }) as unknown as Ec2,
      autoScaling: nothing,
      ecs: nothing,
      kms: nothing,
    },
    person: {
      async agrees(question) {
        questions.push(question)
        return answers.agrees ?? true
      },
      async agreesInPerson(question) {
        questions.push(question)
        return answers.agreesInPerson ?? false
      },
      showPlan: plan => void plans.push(plan),
      interrupted: () => interruption.signal,
      async asksToStop() {
        interruption = new AbortController()
        return answers.stop ?? 'leave'
      },
    },
  }
  const notices = () => events.flatMap(event => (event.type === 'notice' ? [event.text] : []))
  return { context, events, questions, plans, notices, interrupt: () => interruption.abort() }
}
