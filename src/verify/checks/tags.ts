import { tagKeys } from '../../images/tags.ts'
import type { InstanceVersions } from '../console.ts'
import { type Check, failed, passed, reportsOf } from '../probe.ts'

/** What the tags of the AMI say is what the instance has. */
export const tags: Check = {
  name: 'tags',
  needs: ['boot', 'agent'],
  limitSeconds: 60,
  async run(probe) {
    const { ami } = probe.request
    if (ami.tags[tagKeys.image] === undefined) return passed('the AMI has no packer-ecs tags')
    return probe.await(
      async () => {
        const facts = (await reportsOf(probe))[0]?.facts ?? null
        return facts === null ? undefined : compared(ami.tags, facts)
      },
      async () => failed('the instance has not reported its versions on the console'),
    )
  },
}

function compared(tagged: Readonly<Record<string, string>>, facts: InstanceVersions) {
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
