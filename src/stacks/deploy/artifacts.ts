import { createHash } from 'node:crypto'
import type { StoredTemplate } from '../../aws/cloudformation.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { StacksContext } from '../context.ts'
import { withReferences } from '../template/local-references.ts'
import { mostInlineBytes } from '../template/read-template.ts'
import type { TemplateTree } from '../template/template-tree.ts'

/** Stores a template; its URL. */
export type Store = (text: string) => Promise<string>

/** Whether planning needs the bucket. */
export function isStored({ template, nested }: TemplateTree): boolean {
  return nested.length > 0 || Buffer.byteLength(template.body) > mostInlineBytes
}

/** Stores the templates of nested stacks, innermost first, and the template itself if it is too large for a call. */
export async function storeTemplates(tree: TemplateTree, store: Store): Promise<StoredTemplate> {
  const text = await withStoredTemplates(tree, store)
  return Buffer.byteLength(text) > mostInlineBytes ? { url: await store(text) } : { body: text }
}

async function withStoredTemplates({ template, nested }: TemplateTree, store: Store): Promise<string> {
  const values = []
  for (const { reference, tree } of nested) {
    values.push({ reference, value: await store(await withStoredTemplates(tree, store)) })
  }
  return withReferences(template.body, values)
}

/** In the artifact bucket. The key is a hash of the text, so that the same text has the same URL. */
export function artifactStore(
  bucket: string | null,
  owner: string,
  { clients, region }: Pick<StacksContext, 'clients' | 'region'>,
): Store {
  let found: Promise<string> | undefined
  async function find(name: string): Promise<string> {
    const own = await (await clients.s3(region)).bucketRegion(name, owner)
    if (own === undefined) throw missing(name)
    return own
  }
  return async text => {
    if (bucket === null) throw new Error('there is no artifact bucket')
    found ??= find(bucket)
    const own = await found
    const key = `packer-ecs/${createHash('sha256').update(text).digest('hex')}.template`
    await (await clients.s3(own)).put({ bucket, owner, key, text })
    return `https://s3.${own}.amazonaws.com${own.startsWith('cn-') ? '.cn' : ''}/${bucket}/${key}`
  }
}

function missing(bucket: string): ToolError {
  return new ToolError('ARTIFACT_BUCKET_NOT_FOUND', `the artifact bucket ${bucket} does not exist`, {
    why: 'CloudFormation reads templates of nested stacks, and large templates, from it.',
    hint: `Correct artifacts.bucket in packer-ecs.yaml, or create the bucket: aws s3 mb s3://${bucket}`,
  })
}
