import { describe, expect, it } from 'vitest'
import { expiredImages, type LifecycleRule, type PushedImage } from '#sandbox/registry/lifecycle-policy.ts'

const now = new Date('2026-11-30T12:00:00Z')

/** An image that was pushed that many days ago. */
function image(digest: string, days: number, ...tags: string[]): PushedImage {
  return { digest, tags, pushedAt: new Date(now.getTime() - days * 24 * 60 * 60_000) }
}

function rule(rulePriority: number, selection: LifecycleRule['selection']): LifecycleRule {
  return { rulePriority, selection, action: { type: 'expire' } }
}

const moreThan = (countNumber: number) => ({ countType: 'imageCountMoreThan', countNumber }) as const
const olderThan = (countNumber: number) =>
  ({ countType: 'sinceImagePushed', countUnit: 'days', countNumber }) as const

const expired = (rules: readonly LifecycleRule[], images: readonly PushedImage[]) =>
  expiredImages({ rules }, images, now)

describe('a lifecycle policy', () => {
  it('keeps the newest images, whatever their order', () => {
    const images = [image('b', 2, 'v2'), image('c', 1, 'v3'), image('a', 3, 'v1')]
    expect(expired([rule(1, { tagStatus: 'any', ...moreThan(2) })], images)).toEqual(['a'])
  })

  it('keeps all images if there are no more than it allows', () => {
    expect(expired([rule(1, { tagStatus: 'any', ...moreThan(2) })], [image('a', 3), image('b', 2)])).toEqual(
      [],
    )
  })

  it('deletes images that were pushed before more than a number of days', () => {
    const images = [image('old', 14.1), image('exact', 14), image('new', 1)]
    expect(expired([rule(1, { tagStatus: 'any', ...olderThan(14) })], images)).toEqual(['old'])
  })

  it('selects only untagged images', () => {
    const images = [image('tagged', 30, 'v1'), image('untagged', 30)]
    expect(expired([rule(1, { tagStatus: 'untagged', ...olderThan(1) })], images)).toEqual(['untagged'])
  })

  it('selects images that have a tag for every prefix', () => {
    const images = [image('both', 30, 'alpha1', 'beta1'), image('one', 30, 'alpha2'), image('none', 30)]
    const selection = { tagStatus: 'tagged', tagPrefixList: ['alpha', 'beta'], ...olderThan(1) } as const
    expect(expired([rule(1, selection)], images)).toEqual(['both'])
  })

  it.each([
    ['prod*', ['prod1', 'prod'], ['xprod']],
    ['*web', ['web', 'my-web'], ['web1']],
    ['v1.*-rc', ['v1.2-rc'], ['v1x2-rc', 'v1.2']],
    ['v1', ['v1'], ['v10']],
  ])('matches the pattern %s with the whole tag', (pattern, fitting, others) => {
    const images = [...fitting, ...others].map(tag => image(tag, 30, tag))
    const selection = { tagStatus: 'tagged', tagPatternList: [pattern], ...olderThan(1) } as const
    expect(expired([rule(1, selection)], images)).toEqual(fitting)
  })

  it('does not let a later rule delete what an earlier one selects', () => {
    const images = [image('a', 30, 'prod1'), image('b', 20, 'prod2'), image('c', 10, 'dev1')]
    const rules = [
      rule(2, { tagStatus: 'any', ...olderThan(5) }),
      rule(1, { tagStatus: 'tagged', tagPrefixList: ['prod'], ...moreThan(1) }),
    ]
    expect(expired(rules, images)).toEqual(['a', 'c'])
  })

  it('counts in a later rule also the images that an earlier one deletes', () => {
    const images = [image('a', 3, 'x1'), image('b', 2), image('c', 1)]
    const rules = [
      rule(1, { tagStatus: 'untagged', ...moreThan(1) }),
      rule(2, { tagStatus: 'any', ...moreThan(2) }),
    ]
    expect(expired(rules, images)).toEqual(['b', 'a'])
  })
})
