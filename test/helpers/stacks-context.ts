import type { Ec2 } from '#src/aws/ec2.ts'
import type { Person, StacksContext } from '#src/stacks/context.ts'
import type { StackPlan } from '#src/stacks/plan/stack-plan.ts'
import type { FakeCloudFormation } from './fake-cloudformation.ts'
import { fakeRunContext } from './run-context.ts'

/** A user who answers as given, and a CloudFormation in memory. */
export function fakeContext(
  cloudFormation: FakeCloudFormation,
  answers: {
    readonly agrees?: boolean
    readonly agreesInPerson?: boolean
    readonly accepts?: boolean
    readonly stop?: Awaited<ReturnType<Person['asksToStop']>>
    readonly decides?: Awaited<ReturnType<Person['decides']>>
  } = {},
) {
  const run = fakeRunContext()
  const questions: string[] = []
  const plans: StackPlan[] = []
  let interruption = new AbortController()
  const nothing = () => Promise.reject(new Error('not asked for in this test'))
  const context: StacksContext = {
    ...run.context,
    clients: {
      cloudFormation: async () => cloudFormation.client,
      ec2: async () => ({ ownImages: async () => [], instances: async () => [] }) as unknown as Ec2,
      autoScaling: nothing,
      ecs: nothing,
      ecr: nothing,
      elb: nothing,
      logs: nothing,
      kms: nothing,
      s3: nothing,
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
      async accepts(question) {
        questions.push(question)
        return answers.accepts ?? false
      },
      showPlan: plan => void plans.push(plan),
      interrupted: () => interruption.signal,
      async asksToStop() {
        interruption = new AbortController()
        return answers.stop ?? 'leave'
      },
      async decides(why) {
        questions.push(why)
        return answers.decides ?? null
      },
    },
  }
  return { ...run, context, questions, plans, interrupt: () => interruption.abort() }
}
