import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBuildReader } from '#src/packer/build-reader.ts'
import { knowsScripts, packerOutput } from '#test/helpers/packer-output.ts'

test('whatever scripts print, the reader knows which ran, how much each printed and which failed', () => {
  fc.assert(knowsScripts, { numRuns: 500 })
})

test.each(['a', '\u001b[', '\\n', '%!(PACKER_COMMA)', '==> amazon-ebs.image: '])(
  'megabytes of %j in one line are read quickly and shown shortened',
  text => {
    const launcher = '/run/1.sh'
    const script = { launcher, lines: [text.repeat(5_000_000 / text.length)], exitStatus: 1 }
    const reader = createBuildReader([{ name: 'own.sh', launcher }])
    const startedAt = performance.now()
    for (const line of packerOutput([script])) reader.read(line)
    expect(performance.now() - startedAt).toBeLessThan(5000)
    const { failure } = reader.finish({ exitCode: 1, interrupted: false, signal: null })
    expect(failure?.lastLines[0]?.length).toBeLessThanOrEqual(2001)
  },
)
