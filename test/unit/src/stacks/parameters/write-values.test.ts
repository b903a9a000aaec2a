import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { files } from '#src/host/system.ts'
import { parseParameterFile } from '#src/stacks/parameters/parameter-file.ts'
import { withValues, writeValues } from '#src/stacks/parameters/write-values.ts'
import { folder } from '#test/unit/src/stacks/folder.ts'

const own = folder()

test.each<[string, string, string]>([
  ['a line', 'A=1\nImageId=ami-1\nB=2\n', 'A=1\nImageId=ami-2\nB=2\n'],
  [
    'comments and white space around',
    '# ImageId=ami-0\n  ImageId = ami-1  \n',
    '# ImageId=ami-0\n  ImageId = ami-2  \n',
  ],
  ['Windows line ends', 'ImageId=ami-1\r\nB=2\r\n', 'ImageId=ami-2\r\nB=2\r\n'],
  ['one of several in a line', 'A=1 ImageId=ami-1 B=2\n', 'A=1 ImageId=ami-2 B=2\n'],
  ['the first of several in a line', 'ImageId=ami-1 B=2\n', 'ImageId=ami-2 B=2\n'],
  ['a name that ends alike', 'MyImageId=x\nImageId=ami-1\n', 'MyImageId=x\nImageId=ami-2\n'],
  ['an empty value', 'ImageId=\nB=2', 'ImageId=ami-2\nB=2'],
  ['a file without it', 'A=1\r\nB=2', 'A=1\r\nB=2\r\nImageId=ami-2\r\n'],
  ['an empty file', '', 'ImageId=ami-2\n'],
  [
    'a list of keys and values',
    '[\n  {"ParameterKey": "A", "ParameterValue": "1"},\n  { "ParameterKey":"ImageId",  "ParameterValue":"ami-1" }\n]\n',
    '[\n  {"ParameterKey": "A", "ParameterValue": "1"},\n  { "ParameterKey":"ImageId",  "ParameterValue":"ami-2" }\n]\n',
  ],
  [
    'values before keys',
    '[{"ParameterValue": "ami-1", "ParameterKey": "ImageId"}]',
    '[{"ParameterValue": "ami-2", "ParameterKey": "ImageId"}]',
  ],
  ['a list of lines', '["A=1", "ImageId=ami-1"]', '["A=1", "ImageId=ami-2"]'],
  [
    'a map',
    '{"Parameters": {"ImageId": "ami-1", "B": "2"}}',
    '{"Parameters": {"ImageId": "ami-2", "B": "2"}}',
  ],
  ['a list of lines without it', '[\n  "A=1"\n]\n', '[\n  "A=1",\n  "ImageId=ami-2"\n]\n'],
  [
    'a map without it',
    '{"Parameters": {\n  "A": "}"\n}}\n',
    '{"Parameters": {\n  "A": "}",\n  "ImageId": "ami-2"\n}}\n',
  ],
  [
    'a list of keys and values without it',
    '[{"ParameterKey": "A", "ParameterValue": "1"}]',
    '[{"ParameterKey": "A", "ParameterValue": "1"}, { "ParameterKey": "ImageId", "ParameterValue": "ami-2" }]',
  ],
  ['an empty list', '[]', '[{ "ParameterKey": "ImageId", "ParameterValue": "ami-2" }]'],
])('%s: nothing else changes', (_, before, after) => {
  expect(withValues(before, { ImageId: 'ami-2' })).toBe(after)
})

describe('the file', () => {
  test('is written once, and not when it says so already', async () => {
    const file = await own.write('dev.cfg', 'ImageId=ami-1\n')
    expect(await writeValues(file, { ImageId: 'ami-2' }, files)).toBe(true)
    expect(await readFile(file, 'utf8')).toBe('ImageId=ami-2\n')
    expect(await writeValues(file, { ImageId: 'ami-2' }, files)).toBe(false)
  })

  test('stays as it is when the result would not be read as meant', async () => {
    const text = '[{"ParameterKey": "ImageId", "Note": "x", "ParameterValue": "ami-1"}]'
    const file = await own.write('odd.json', text)
    await expect(writeValues(file, { ImageId: 'ami-2' }, files)).rejects.toMatchObject({
      code: 'PARAMETER_FILE_NOT_WRITTEN',
      hint: expect.stringContaining('ImageId=ami-2'),
    })
    expect(await readFile(file, 'utf8')).toBe(text)
  })
})

test('a file that changed since it was read is not written', async () => {
  const file = await own.write('changed.cfg', 'A=2\n')
  await expect(writeValues(file, { VpcId: 'vpc-1' }, files, 'A=1\n')).rejects.toMatchObject({
    code: 'PARAMETER_FILE_NOT_WRITTEN',
    message: `cannot write VpcId to ${file}`,
    why: 'The file has changed since this deploy read it.',
    hint: 'Deploy again, or edit it by hand: VpcId=vpc-1.',
  })
  expect(await readFile(file, 'utf8')).toBe('A=2\n')
})

test('property: every other entry keeps its value and its line', () => {
  const name = fc.stringMatching(/^[A-Z][a-z0-9]{0,6}$/).filter(text => text !== 'ImageId')
  const value = fc.stringMatching(/^[a-z0-9=,."'-]{0,10}$/)
  const line = fc.oneof(
    fc.tuple(name, value).map(([key, text]) => `${key}=${text}`),
    fc.constant('ImageId=ami-1'),
    fc.constantFrom('', '# a comment', '  '),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), (lines, lineEnd) => {
      const text = lines.join(lineEnd)
      const others = (content: string) =>
        parseParameterFile(content, 'f').entries.filter(entry => entry.name !== 'ImageId')
      const written = withValues(text, { ImageId: 'ami-2' })
      expect(others(written)).toEqual(others(text))
      expect(parseParameterFile(written, 'f').entries.find(entry => entry.name === 'ImageId')?.value).toBe(
        'ami-2',
      )
    }),
  )
})
