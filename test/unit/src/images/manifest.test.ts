import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import { parseManifest } from '#src/images/manifest.ts'

const recorded = (name: string) =>
  readFileSync(
    new URL(`../../../fixtures/recordings/packer-1.16.0/${name}/manifest.json`, import.meta.url),
    'utf8',
  )

const build = (run: string, artifact: string) => ({ packer_run_uuid: run, artifact_id: artifact })
const manifest = (last: string, ...builds: object[]) => JSON.stringify({ last_run_uuid: last, builds })

describe('parseManifest', () => {
  test('reads what Packer 1.16 wrote', () => {
    expect(parseManifest(recorded('success'), 'manifest.json')).toEqual({
      'us-east-1': 'ami-460350de596e3e98e',
    })
  })

  test('reads every region of a copied AMI', () => {
    const text = manifest('b', build('b', 'us-east-1:ami-1,eu-west-1:ami-2'))
    expect(parseManifest(text, 'm')).toEqual({ 'us-east-1': 'ami-1', 'eu-west-1': 'ami-2' })
  })

  test('leaves out the builds of earlier runs', () => {
    const text = manifest('b', build('a', 'us-east-1:ami-1'), build('b', 'us-east-1:ami-2'))
    expect(parseManifest(text, 'm')).toEqual({ 'us-east-1': 'ami-2' })
  })

  test('a manifest of an earlier run only is refused', () => {
    expect(() => parseManifest(manifest('b', build('a', 'us-east-1:ami-1')), 'm')).toThrow('has no AMI')
  })

  test('whatever the file holds, the error says what to do', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        try {
          parseManifest(text, 'm')
        } catch (error) {
          expect(error).toBeInstanceOf(ToolError)
        }
      }),
    )
  })
})
