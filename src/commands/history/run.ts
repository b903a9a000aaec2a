import { historyOf } from '../../channels/history.ts'
import { chooseImages } from '../../images/choose.ts'
import { historyText } from '../../reporters/channels-text.ts'
import { painter } from '../../reporters/paint.ts'
import { openChannels } from '../channels-use.ts'
import type { AwsInvocation } from '../invocation.ts'

export async function run(invocation: AwsInvocation<{ readonly image: string | undefined }>) {
  const named = invocation.arguments.image
  const project = await invocation.project()
  const [chosen] = chooseImages(project, { named: named === undefined ? [] : [named], all: false })
  const image = chosen?.image ?? ''
  const { context } = await openChannels('history', invocation, true)
  const entries = await historyOf(image, context)
  const document = { schemaVersion: 1 as const, image, entries }
  if (entries.length === 0) return { document, note: `The image "${image}" has no history yet.\n` }
  return { document, text: () => historyText(entries, painter(process.stdout)), wraps: true as const }
}
