import { type Finding, formatPath, isWithin, type Path, showValue, valueAt } from '../finding.ts'
import type { ImageSettings } from '../settings.ts'
import { dockerRule } from './docker.ts'
import { encryptionRule } from './encryption.ts'
import { filesRule } from './files.ts'
import { instanceTypeRule } from './instance-type.ts'
import { mountPointsRule } from './mount-points.ts'
import { nameRule } from './name.ts'
import { networkRule } from './network.ts'
import type { Conflict, Rule } from './rule.ts'
import { volumesRule } from './volumes.ts'

const rules: readonly Rule[] = [
  instanceTypeRule,
  nameRule,
  volumesRule,
  mountPointsRule,
  encryptionRule,
  networkRule,
  filesRule,
  dockerRule,
]

export interface Checked {
  readonly images: Readonly<Record<string, ImageSettings>>
  /** The data of the file, for the values shown. */
  readonly written: unknown
  /** Paths with known faults. */
  readonly faulty: readonly Path[]
  readonly originalPath: (path: Path) => Path
}

/** Fifth stage: settings that are valid separately but not together. */
export function checkRules({ images, written, faulty, originalPath }: Checked): Finding[] {
  return Object.entries(images).flatMap(([name, image]) => {
    const toOriginal = (relative: Path) => originalPath(['images', name, ...relative])
    return rules
      .flatMap(rule => rule(image, name))
      .filter(({ path, against }) => [path, ...against].every(one => isIntact(toOriginal(one), faulty)))
      .map(conflict => toFinding(conflict, toOriginal(conflict.path), image, written))
  })
}

/** False where a default replaces a faulty value: a conflict with that default may not be a real one. */
export function isIntact(path: Path, faulty: readonly Path[]): boolean {
  return !faulty.some(other => isWithin(path, other) || isWithin(other, path))
}

function toFinding(conflict: Conflict, path: Path, image: ImageSettings, written: unknown): Finding {
  const { code, problem, why, hint } = conflict
  const shown = describeValue(valueAt(written, path), valueAt(image, conflict.path))
  return {
    code,
    path,
    what: `${formatPath(path)} is ${shown}, ${problem}`,
    ...(why === undefined ? {} : { why }),
    hint,
  }
}

function describeValue(written: unknown, effective: unknown): string {
  if (written !== undefined) return showValue(written)
  return effective === undefined || effective === null ? 'missing' : `${showValue(effective)} (the default)`
}
