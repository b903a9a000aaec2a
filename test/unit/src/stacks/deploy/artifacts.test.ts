import { describe, expect, test } from 'vitest'
import type { S3, S3Object } from '#src/aws/s3.ts'
import type { StacksContext } from '#src/stacks/context.ts'
import { artifactStore, storeTemplates } from '#src/stacks/deploy/artifacts.ts'
import type { TemplateTree } from '#src/stacks/template/template-tree.ts'

function tree(body: string, nested: TemplateTree['nested'] = []): TemplateTree {
  return { template: { body } as TemplateTree['template'], nested }
}
const reference = { path: 'b', line: 1, start: 2, end: 3 }

describe('storing templates', () => {
  const stored: string[] = []
  const store = async (text: string) => `url-${stored.push(text)}`

  test('a template without local ones is part of the call', async () => {
    expect(await storeTemplates(tree('a: b'), store)).toEqual({ body: 'a: b' })
    expect(stored).toEqual([])
  })

  test('nested ones are stored innermost first, and named in the others', async () => {
    const inner = { reference, tree: tree('c') }
    const middle = { reference, tree: tree('b x', [inner]) }
    expect(await storeTemplates(tree('a x', [middle]), store)).toEqual({ body: 'a "url-2"' })
    expect(stored).toEqual(['c', 'b "url-1"'])
  })

  test('one of more than 51,200 bytes is stored itself', async () => {
    const large = 'é'.repeat(25_601)
    expect(await storeTemplates(tree(large), store)).toEqual({ url: 'url-3' })
    expect(stored.at(-1)).toBe(large)
  })
})

describe('the artifact bucket', () => {
  /** A bucket in that region; undefined: it does not exist. */
  function bucketIn(bucketRegion: string | undefined) {
    const objects: (S3Object & { region: string })[] = []
    const s3 = async (region: string): Promise<Pick<S3, 'bucketRegion' | 'put'>> => ({
      bucketRegion: async () => bucketRegion,
      put: async object => void objects.push({ ...object, region }),
    })
    const context = { region: 'us-east-1', clients: { s3 } } as unknown as StacksContext
    return { objects, store: artifactStore('my.artifacts', '123456789012', context) }
  }

  test('gets each text under its hash, in the region of the bucket and for its owner', async () => {
    const { objects, store } = bucketIn('eu-central-1')
    const url = await store('a')
    expect(await store('a')).toBe(url)
    expect(url).toMatch(
      /^https:\/\/s3\.eu-central-1\.amazonaws\.com\/my\.artifacts\/packer-ecs\/[0-9a-f]{64}\.template$/,
    )
    expect(objects[0]).toMatchObject({
      region: 'eu-central-1',
      bucket: 'my.artifacts',
      owner: '123456789012',
      text: 'a',
    })
  })

  test('in China has another address', async () => {
    expect(await bucketIn('cn-north-1').store('a')).toMatch(/^https:\/\/s3\.cn-north-1\.amazonaws\.com\.cn\//)
  })

  test('must exist', async () => {
    await expect(bucketIn(undefined).store('a')).rejects.toMatchObject({ code: 'ARTIFACT_BUCKET_NOT_FOUND' })
  })
})
