import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { output, time } from './measure.ts'
import { type Row, ratioRow } from './row.ts'

const images = 8

/** Several images at once against the slowest of them: what they cost beside each other. */
export function severalImages(program: string): Row {
  const folder = mkdtempSync(join(tmpdir(), 'packer-ecs-bench-several-'))
  process.env.PACKER_ECS_SANDBOX = join(folder, 'sandbox')
  const lines = Array.from(
    { length: images },
    (_, index) => `  image-${index}: {tags: {number: "${index}"}}\n`,
  )
  writeFileSync(join(folder, 'packer-ecs.yaml'), `images:\n${lines.join('')}`)
  try {
    time({ file: process.execPath, argv: [program, 'sandbox', 'start', '--yes'] })
    const startedAt = performance.now()
    const argv = [program, 'bake', '--all', '--sandbox', '--quiet', '--json']
    const { runs } = JSON.parse(output({ file: process.execPath, argv, folder })) as {
      runs: { durationSeconds: number }[]
    }
    const whole = (performance.now() - startedAt) / 1000
    const slowest = Math.max(...runs.map(({ durationSeconds }) => durationSeconds))
    return ratioRow(`bake of ${images} images`, whole, 'the slowest of them', slowest, 1.3)
  } finally {
    time({ file: process.execPath, argv: [program, 'sandbox', 'stop'] })
    rmSync(folder, { recursive: true, force: true })
  }
}
