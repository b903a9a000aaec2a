import { describe, expect, it } from 'vitest'
import {
  type GivenParameter,
  resolveParameters,
  ssmNames,
} from '#sandbox/cloudformation/template/parameters.ts'
import { parseTemplate } from '#sandbox/cloudformation/template/parse.ts'

const ami = 'ami-0123456789abcdef0'

function resolve(
  declaration: string,
  given: readonly Omit<GivenParameter, 'ParameterKey'>[],
  previous: Record<string, string> | null = null,
) {
  return resolveParameters(
    template(declaration),
    given.map(value => ({ ParameterKey: 'P', ...value })),
    previous,
    name => ({ '/ami': ami, '/list': 'a,b' })[name],
  )
}

function template(declaration: string) {
  return parseTemplate(`Parameters:\n  P: ${declaration}\nResources: {T: {Type: AWS::SNS::Topic}}`)
}

describe('resolveParameters', () => {
  it('prefers the given value to the default', () => {
    expect(resolve('{Type: String, Default: a}', [{ ParameterValue: 'b' }]).values).toEqual({ P: 'b' })
    expect(resolve('{Type: Number, Default: 3}', []).values).toEqual({ P: '3' })
  })

  it("matches patterns as Java's regular expressions", () => {
    const declaration = String.raw`{Type: String, AllowedPattern: '\p{Alnum}+'}`
    expect(resolve(declaration, [{ ParameterValue: 'a1' }]).values).toEqual({ P: 'a1' })
    expect(() => resolve(declaration, [{ ParameterValue: 'a-' }])).toThrow('must match pattern')
    expect(() => resolve("{Type: String, AllowedPattern: '[a-z]++'}", [{ ParameterValue: 'a' }])).toThrow(
      'the sandbox cannot evaluate',
    )
  })

  it("uses the stack's value only if the call requests the previous value", () => {
    const previous = { P: 'before' }
    expect(resolve('{Type: String, Default: a}', [{ UsePreviousValue: true }], previous).values.P).toBe(
      'before',
    )
    expect(resolve('{Type: String, Default: a}', [], previous).values.P).toBe('a')
  })

  it.each([
    ['{Type: CommaDelimitedList}', 'a, b', ['a', 'b']],
    ['{Type: List<Number>}', '1,2', ['1', '2']],
    ['{Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>}', '/ami', ami],
    ['{Type: AWS::SSM::Parameter::Value<List<String>>}', '/list', ['a', 'b']],
  ])('gives Ref of %s %j as %j', (declaration, value, resolved) => {
    const parameters = resolve(declaration, [{ ParameterValue: value }])
    expect(parameters).toEqual({ values: { P: value }, resolved: { P: resolved } })
  })

  it.each([
    ['{Type: String, AllowedValues: [a, b]}', 'c', "Parameter 'P' must be one of AllowedValues"],
    ['{Type: String, AllowedPattern: "[a-z]+"}', 'a1', "Parameter 'P' must match pattern [a-z]+"],
    [
      '{Type: String, AllowedPattern: "[a-z]+", ConstraintDescription: Only letters.}',
      'a1',
      'Parameter P failed to satisfy constraint: Only letters.',
    ],
    ['{Type: String, MinLength: 2}', 'a', "Parameter 'P' must contain at least 2 characters"],
    ['{Type: Number}', 'x', "Parameter 'P' must be a number."],
    ['{Type: Number, MaxValue: 4}', '5', "Parameter 'P' must be a number not greater than 4"],
    [
      '{Type: AWS::EC2::VPC::Id}',
      'vpc',
      'Parameter validation failed: parameter value vpc for parameter name P does not exist',
    ],
    [
      '{Type: AWS::SSM::Parameter::Value<String>}',
      '/none',
      'Unable to fetch parameters [/none] from parameter store for this account.',
    ],
  ])('refuses %s with %j', (declaration, value, message) => {
    expect(() => resolve(declaration, [{ ParameterValue: value }])).toThrow(
      expect.objectContaining({ code: 'ValidationError', message }),
    )
  })

  it('refuses missing and unknown parameters, and those without a previous value', () => {
    expect(() => resolve('{Type: String}', [])).toThrow('Parameters: [P] must have values')
    expect(() =>
      resolveParameters(template('{Type: String}'), [{ ParameterKey: 'Q' }], null, () => ''),
    ).toThrow('Parameters: [Q] do not exist in the template')
    expect(() => resolve('{Type: String}', [{ UsePreviousValue: true }], {})).toThrow(
      'Cannot specify usePreviousValue as true for a parameter key not in the previous template',
    )
  })
})

describe('ssmNames', () => {
  it('lists the parameters to look up', () => {
    const declared = template('{Type: AWS::SSM::Parameter::Value<String>, Default: /a}')
    expect(ssmNames(declared, [], null)).toEqual(['/a'])
    expect(ssmNames(template('{Type: String, Default: /a}'), [], null)).toEqual([])
  })
})
