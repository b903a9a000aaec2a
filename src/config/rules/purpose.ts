import type { Finding } from '../finding.ts'

const example = 'e.g. "ecs: {base: al2023}"'

/** A project bakes images, deploys stacks, or does both. */
export function checkPurpose(written: unknown): Finding[] {
  if (!isMap(written) || hasEntry(written.stacks)) return []
  const { images } = written
  if (images === undefined) {
    return [
      {
        code: 'KEY_MISSING',
        path: ['images'],
        what: 'images is missing',
        why: 'A project without stacks needs at least one image.',
        hint: `Add "images" with an image, ${example}, or add "stacks".`,
      },
    ]
  }
  if (!isMap(images) || hasEntry(images)) return []
  return [
    {
      code: 'VALUE_NOT_ALLOWED',
      path: ['images'],
      what: 'images is {}',
      why: 'A project without stacks needs at least one image.',
      hint: `Add at least one image, ${example}.`,
    },
  ]
}

function hasEntry(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length > 0
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
