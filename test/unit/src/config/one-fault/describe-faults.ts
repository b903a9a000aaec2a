import { beforeAll, describe, expect, test } from 'vitest'
import { imageYaml, projectFolder } from '../project-folder.ts'

/** Lines of an image (line 3 is the first), and the only fault in them. */
export type FaultCase = readonly [title: string, lines: readonly string[], fault: ExpectedFault]

export interface ExpectedFault {
  /** line:column */
  readonly at: string
  readonly code: string
  /** Below the image. */
  readonly key: string
  readonly what: string
  readonly hint: string
}

/** One test per case: the fault has that code, place, key, value and remedy, and shows no secret ("canary"). */
export function describeFaults(subject: string, cases: readonly FaultCase[]): void {
  const project = projectFolder()

  describe(`a fault in ${subject} has code, place, key, value and remedy`, () => {
    beforeAll(() => project.write('run.sh', '#!/bin/sh\n'))

    test.each(cases)('%s', async (_, lines, { at, code, key, what, hint }) => {
      const faults = await project.faultsOf(imageYaml(...lines))
      const shown = faults.map(({ line, column, ...fault }) => ({ ...fault, at: `${line}:${column}` }))
      expect(shown).toMatchObject([
        {
          at,
          code,
          file: project.path('packer-ecs.yaml'),
          key: `images.ecs.${key}`,
          what: expect.stringContaining(what),
          hint: expect.stringContaining(hint),
        },
      ])
      expect(JSON.stringify(faults)).not.toContain('canary')
    })

    test('each is reported together with each other one that it does not depend on', async () => {
      for (const [one, lines, fault] of cases) {
        for (const [other, others, second] of cases) {
          if (areRelated(topKeys(lines), topKeys(others))) continue
          const found = await project.faultsOf(imageYaml(...lines, ...others))
          const keys = found.map(({ key }) => key)
          expect(keys, `${one} + ${other}`).toEqual(
            expect.arrayContaining([`images.ecs.${fault.key}`, `images.ecs.${second.key}`]),
          )
        }
      }
    })
  })
}

/** Of a conflict between two keys nothing is known while one of them is faulty. */
const related = [
  ['architecture', 'instanceType', 'spot'],
  ['rootVolume', 'dataVolume', 'volumes', 'copyTo', 'shareWith'],
]

function areRelated(ones: readonly string[], others: readonly string[]): boolean {
  const isIn = (group: readonly string[], keys: readonly string[]) => keys.some(key => group.includes(key))
  return isIn(ones, others) || related.some(group => isIn(group, ones) && isIn(group, others))
}

/** Of the image; lines that begin with a space or a dash continue a key. */
function topKeys(lines: readonly string[]): string[] {
  return lines.flatMap(line => /^([\w-]+|"[^"]*"):/.exec(line)?.[1] ?? [])
}
