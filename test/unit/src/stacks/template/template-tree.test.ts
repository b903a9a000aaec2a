import { mkdir, symlink } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { files } from '#src/host/system.ts'
import { withReferences } from '#src/stacks/template/local-references.ts'
import { readTemplateTree } from '#src/stacks/template/template-tree.ts'
import { folder } from '#test/unit/src/stacks/folder.ts'

const own = folder()
const child = 'Resources: {Logs: {Type: AWS::Logs::LogGroup}}\n'
const parent = (url: string) => `Resources:
  Logs:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ${url}
`
const read = (file: string, bucket: string | null = 'artifacts') =>
  readTemplateTree(file, { bucket, folder: own.path('') }, files)

describe('local templates of nested stacks', () => {
  test('are read, relative to the template that names them, and theirs too', async () => {
    await mkdir(own.path('deep/er'), { recursive: true })
    await own.write('deep/er/c.yml', child)
    await own.write('deep/b.yml', parent('er/c.yml'))
    const { nested } = await read(await own.write('a.yml', parent('"./deep/b.yml"')))
    expect(nested.map(({ reference: { path, line } }) => [path, line])).toEqual([['./deep/b.yml', 5]])
    expect(nested[0]?.tree.nested[0]?.tree.template.body).toBe(child)
  })

  test('in JSON have their line', async () => {
    await own.write('child.yml', child)
    const resources = {
      Logs: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'child.yml' } },
    }
    const { nested } = await read(
      await own.write('a.json', JSON.stringify({ Resources: resources }, null, 2)),
    )
    expect(nested.map(({ reference: { line } }) => line)).toEqual([6])
  })

  test.each([
    'https://bucket.s3.amazonaws.com/child.yml',
    's3://bucket/child.yml',
    '!Sub "${Bucket}/child.yml"',
    '"{{resolve:ssm:/child}}"',
  ])('are not those that %s names', async url => {
    expect((await read(await own.write('other.yml', parent(url)), null)).nested).toEqual([])
  })

  test('need a bucket; the refusal names file, line and key', async () => {
    const file = await own.write('needs.yml', parent('./child.yml'))
    await expect(read(file, null)).rejects.toMatchObject({
      code: 'ARTIFACT_BUCKET_MISSING',
      message: `TemplateURL is the local file ./child.yml, and no artifact bucket is configured (${file}:5)`,
      hint: expect.stringContaining('artifacts: {bucket: NAME}'),
      exitStatus: 2,
    })
  })

  test('must exist', async () => {
    await expect(read(await own.write('gone.yml', parent('./nothing.yml')))).rejects.toMatchObject({
      code: 'STACK_TEMPLATE_UNREADABLE',
      message: expect.stringContaining('nothing.yml'),
    })
  })

  test('must be in the project, also behind a link', async () => {
    await symlink('/etc/hostname', own.path('link.yml'))
    for (const url of ['/etc/hostname', 'link.yml']) {
      await expect(read(await own.write('out.yml', parent(url)))).rejects.toMatchObject({
        code: 'NESTED_TEMPLATE_REFUSED',
        message: expect.stringContaining('is outside of the project'),
      })
    }
  })

  test('cannot contain themselves', async () => {
    await own.write('two.yml', parent('one.yml'))
    await expect(read(await own.write('one.yml', parent('two.yml')))).rejects.toMatchObject({
      code: 'NESTED_TEMPLATE_REFUSED',
      message: expect.stringContaining('two.yml:5'),
    })
  })

  test('can be large with a bucket', async () => {
    const large = await own.write('large.yml', `# ${'x'.repeat(60_000)}\n${child}`)
    await expect(read(large, null)).rejects.toMatchObject({
      code: 'STACK_TEMPLATE_TOO_LARGE',
      hint: expect.stringContaining('artifacts: {bucket: NAME}'),
    })
    expect((await read(large)).template.body.length).toBeGreaterThan(60_000)
  })
})

describe('another value', () => {
  const url = 'https://s3.us-east-1.amazonaws.com/b/k'

  test.each([
    ['plain', './child.yml # the logs', `"${url}" # the logs`],
    ['quoted', "'./child.yml'", `"${url}"`],
    ['a block', '>-\n        ./child.yml', `"${url}"`],
  ])('replaces one that is %s, and nothing else', async (_, before, after) => {
    await own.write('child.yml', child)
    const { template, nested } = await read(await own.write('change.yml', `${parent(before)}  # end\n`))
    const values = nested.map(({ reference }) => ({ reference, value: url }))
    expect(withReferences(template.body, values)).toBe(`${parent(after)}  # end\n`)
  })
})
