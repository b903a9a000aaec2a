import { bakes, program } from './bake.ts'
import { deploys } from './deploy.ts'
import { services } from './service.ts'
import { severalImages } from './several.ts'
import { openStacks } from './stacks.ts'
import { startUp } from './start-up.ts'

/**
 * `npm run bench`: prints ratios against peers of the same run and fails when one is over its limit.
 * PACKER_NEW names a modern Packer to measure beside the one on PATH; PACKER_PLUGIN_PATH has its amazon plugin.
 * `--smoke` runs each once, to see that it runs; its figures mean nothing and fail nothing.
 */
const isSmoke = process.argv.includes('--smoke')
const isSandboxPossible = process.platform === 'linux' && process.getuid?.() === 0

const rows = startUp(isSmoke ? 3 : 41)
if (isSandboxPossible) {
  rows.push(...(await bakes(isSmoke ? 1 : 3, isSmoke ? 1 : 11)))
  const stacks = await openStacks(program)
  try {
    rows.push(...(await deploys(stacks, isSmoke ? 1 : 11)))
    rows.push(...(await services(stacks, isSmoke ? 1 : 11)))
  } finally {
    stacks.stop()
  }
  if (!isSmoke) rows.push(severalImages(program))
} else console.log('The bakes are left out: the sandbox needs Linux and root.')

for (const { text } of rows) console.log(text)
if (!isSmoke && rows.some(({ isWithinLimit }) => !isWithinLimit)) process.exitCode = 1
