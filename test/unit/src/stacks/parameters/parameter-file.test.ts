import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { files } from '#src/host/system.ts'
import { parseParameterFile, readParameterText } from '#src/stacks/parameters/parameter-file.ts'
import { folder } from '#test/unit/src/stacks/folder.ts'

const parse = (text: string) => parseParameterFile(text, 'dev.cfg')
const pairs = (text: string) => parse(text).entries.map(({ name, value, line }) => `${line} ${name}=${value}`)

describe('lines that the aws cli takes too', () => {
  test.each<[string, string, string[]]>([
    ['one a line', 'A=1\nB=2\n', ['1 A=1', '2 B=2']],
    ['no line end at the end', 'A=1', ['1 A=1']],
    ['"=" and commas in a value', 'A=a=b,c==\n', ['1 A=a=b,c==']],
    ['an empty value', 'A=\nB=2\n', ['1 A=', '2 B=2']],
    ['empty lines', '\n\nA=1\n\n', ['3 A=1']],
    ['several in a line', 'A=1 B=2\tC=a=b\n', ['1 A=1', '1 B=2', '1 C=a=b']],
    ['a byte order mark', '\uFEFFA=1\n', ['1 A=1']],
    ['# within a value', 'A=a#b\n', ['1 A=a#b']],
  ])('%s', (_, text, expected) => {
    expect(pairs(text)).toEqual(expected)
    expect(parse(text)).toMatchObject({ faults: [], notices: [] })
  })
})

describe('what is our own, with a word that the aws cli would not take it', () => {
  test.each<[string, string, string[], RegExp]>([
    ['comments', '# dev\nA=1\n  # more\n', ['2 A=1'], /^dev\.cfg:1, 3: comments and white space/],
    ['three comments', '# a\n# b\n# c\nA=1\n', ['4 A=1'], /^dev\.cfg:1, 2, 3: comments/],
    ['more comments', '# a\n# b\n# c\n# d\nA=1\n', ['5 A=1'], /^dev\.cfg:1, 2, 3 …: comments/],
    ['white space in a value', 'A=two words\n', ['1 A=two words'], /^dev\.cfg:1: comments and white space/],
    ['white space around "="', 'A = 1\n', ['1 A=1'], /white space/],
    ['Windows line ends', 'A=1\r\nB=2\r\n', ['1 A=1', '2 B=2'], /carriage return/],
    ['quotes, which stay', 'A="x"\n', ['1 A="x"'], /^dev\.cfg:1: the quotes are part of the value of A/],
  ])('%s', (_, text, expected, notice) => {
    const { faults, notices } = parse(text)
    expect(pairs(text)).toEqual(expected)
    expect(faults).toEqual([])
    expect(notices).toEqual([expect.stringMatching(notice)])
  })

  test('of many lines only the first few are named', () => {
    expect(parse('# a\n'.repeat(9)).notices[0]).toMatch(/^dev\.cfg:1, 2, 3 …: /)
  })
})

describe("the aws cli's JSON forms", () => {
  test.each<[string, string, string[]]>([
    [
      'as CloudFormation lists them',
      '[\n  {"ParameterKey": "A", "ParameterValue": "1"},\n  {"ParameterKey": "B", "ParameterValue": "x,y"}\n]',
      ['2 A=1', '3 B=x,y'],
    ],
    ['as a list of lines', '["A=1",\n"B=a=b c"]', ['1 A=1', '2 B=a=b c']],
    ['as CodePipeline has them', '{"Parameters": {\n "A": "1",\n "B": ""}}', ['2 A=1', '3 B=']],
    ['a value that stays', '[{"ParameterKey": "A", "UsePreviousValue": true}]', []],
    [
      'a value that is given although the previous one could be used',
      '[{"ParameterKey": "A", "ParameterValue": "1", "UsePreviousValue": true}]',
      ['1 A=1'],
    ],
  ])('%s', (_, text, expected) => {
    expect(parse(text)).toMatchObject({ faults: [], notices: [] })
    expect(pairs(text)).toEqual(expected)
  })
})

test('other parts of a template configuration of CodePipeline are named, because they have no effect', () => {
  const { faults, notices } = parse('{"Parameters": {"A": "1"}, "Tags": {"team": "web"}, "StackPolicy": {}}')
  expect(faults).toEqual([])
  expect(notices).toEqual([expect.stringMatching(/not Tags, StackPolicy\. Set tags under stacks/)])
})

test.each<[string, string, string]>([
  ['a line without "="', 'A=1\nB\n', '2 PARAMETER_FILE_LINE the line has no "="'],
  [
    'the form of create-stack',
    String.raw`ParameterKey=A,ParameterValue=a\,b ParameterKey=B,ParameterValue=b`,
    '1 PARAMETER_FILE_LINE the line has the form of "aws cloudformation create-stack --parameters"',
  ],
  ['a name that is none', 'my-name=1\n', '1 PARAMETER_FILE_LINE "my-name" is not a parameter name'],
  ['a comment behind a value', 'A=1 # one\n', '1 PARAMETER_FILE_LINE the value of A contains " #"'],
  ['a name twice', 'A=1\nB=2\nA=3\n', '3 PARAMETER_TWICE parameter A is already set on line 1'],
  ['a number in JSON', '{"Parameters": {\n"A": 1}}', '2 PARAMETER_FILE_LINE the value of A is 1'],
  [
    'a list in JSON',
    '[{"ParameterKey": "A", "ParameterValue": ["a"]}]',
    '1 PARAMETER_FILE_LINE the value of A is not text',
  ],
  ['a name twice in JSON', '["A=1",\n"A=2"]', '2 PARAMETER_TWICE parameter A is already set on line 1'],
  ['a list with nothing in an item', '[null]', 'undefined PARAMETER_FILE_LINE the file has none of the JSON'],
  ['a list of numbers', '[1]', 'undefined PARAMETER_FILE_LINE the file has none of the JSON forms'],
  ['a line without a name', '["=1"]', 'undefined PARAMETER_FILE_LINE the file has none of the JSON forms'],
  ['a key that is no text', '[{"ParameterKey": 1}]', 'undefined PARAMETER_FILE_LINE the file has none'],
  ['parameters without values', '{"Parameters": null}', 'undefined PARAMETER_FILE_LINE the file has none'],
  ['parameters as a list', '{"Parameters": ["A"]}', 'undefined PARAMETER_FILE_LINE the file has none'],
  ['parameters as text', '{"Parameters": "A"}', 'undefined PARAMETER_FILE_LINE the file has none'],
  ['a value that is missing', '[{"ParameterKey": "A"}]', '1 PARAMETER_FILE_LINE the value of A is missing'],
  ['another form of JSON', '{"A": "1"}', 'undefined PARAMETER_FILE_LINE the file has none of the JSON forms'],
  [
    'JSON that is cut off',
    '[{"ParameterKey"',
    '1 PARAMETER_FILE_LINE the file starts like JSON, but is not valid JSON',
  ],
])('refused: %s', (_, text, expected) => {
  const [fault, ...others] = parse(text).faults
  expect(others).toEqual([])
  expect(`${fault?.line} ${fault?.code} ${fault?.what}`).toContain(expected)
})

test('a message about JSON repeats nothing of the file', () => {
  expect(parse('{"Parameters": {"Password": secret}}').faults[0]?.what).not.toContain('secret')
})

describe('a file that is none', () => {
  const own = folder()

  test('that is not there', async () => {
    await expect(readParameterText(own.path('gone.cfg'), files)).rejects.toMatchObject({
      code: 'PARAMETER_FILE_UNREADABLE',
      exitStatus: 2,
    })
  })

  test('of bytes', async () => {
    const file = await own.write('bytes.cfg', Uint8Array.of(0xff, 0xfe))
    await expect(readParameterText(file, files)).rejects.toMatchObject({
      message: expect.stringContaining('not UTF-8'),
    })
  })
})

const name = fc.stringMatching(/^[A-Za-z0-9]{1,12}$/)
const word = fc.stringMatching(/^[!-~äλ]{0,20}$/).filter(text => !text.startsWith('#'))
const parameters = fc
  .uniqueArray(fc.record({ name, value: word }), { selector: one => one.name, minLength: 1, maxLength: 8 })
  .map(list => list.map(one => ({ ...one, value: one.value.replace(/^(["'])(.*)\1$/, '$2') })))

test('property: what $(cat) and the aws cli make of a file is what it is read as', () => {
  fc.assert(
    fc.property(parameters, fc.constantFrom('\n', ' ', '\t', '\n\n'), (given, separator) => {
      const text = given.map(one => `${one.name}=${one.value}`).join(separator)
      // The shell splits at white space, the cli each word at its first "=".
      const words = text.split(/[ \t\n]+/).map(part => part.split(/=(.*)/s, 2))
      const { entries, faults } = parse(text)
      expect(faults).toEqual([])
      expect(entries.map(entry => [entry.name, entry.value])).toEqual(words)
    }),
  )
})

test('property: any text is read or has a fault with a line, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
      const { entries, faults } = parse(text)
      for (const { line } of entries) expect(line).toBeGreaterThan(0)
      for (const fault of faults) expect(fault.hint).toMatch(/\w/)
    }),
  )
})

test.each(['A: 1\nB: 2\nC: 3\n', '# dev\n- ParameterKey: A\n  ParameterValue: 1\n', 'Parameters:\n  A: 1\n'])(
  'a file in YAML is one fault with the forms that are read: %j',
  text => {
    expect(parse(text).faults).toMatchObject([
      {
        code: 'PARAMETER_FILE_LINE',
        what: 'the parameter file is YAML',
        hint: expect.stringMatching(/Key=Value .*JSON/),
      },
    ])
  },
)
