import { tagKeys } from '../../images/tags.ts'
import type { InstanceFacts } from '../console.ts'
import { type Check, failed, passed, reportsOf, unknown } from '../probe.ts'

/** What the tags of the AMI say is what the instance has. */
export const tags: Check = {
  name: 'tags',
  needs: ['boot', 'agent'],
  limitSeconds: 180,
  async run(probe) {
    const { ami } = probe.request
    return probe.await(
      async () => {
        const facts = (await reportsOf(probe))[0]?.facts ?? null
        return facts === null ? undefined : compared(ami.tags, facts)
      },
      async () => unknown('the instance has not reported its versions on the console'),
    )
  },
}

function compared(tagged: Readonly<Record<string, string>>, facts: InstanceFacts) {
  const rows = [
    { what: 'agent', tag: tagged[tagKeys.agent], found: facts.agent },
    { what: 'Docker', tag: tagged[tagKeys.docker], found: facts.docker },
    { what: 'kernel', tag: tagged[tagKeys.kernel], found: facts.kernel },
  ]
  const wrong = rows.filter(({ tag, found }) => tag !== undefined && version(tag) !== version(found))
  if (wrong.length > 0)
    return failed(wrong.map(({ what, tag, found }) => `${what} ${found}, but tagged ${tag}`).join('; '))
  return passed(rows.map(({ what, found }) => `${what} ${found}`).join(', '))
}

/** Of `Docker version 25.0.14, build …`: the number. */
function version(text: string): string {
  return /\d+(?:\.\d+)+(?:-\S+)?/.exec(text)?.[0].replace(/,$/, '') ?? text
}
