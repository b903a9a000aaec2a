import { describe, expect, test } from 'vitest'
import { evaluateInAgent } from '#test/helpers/agent-module.ts'

describe('an image that cannot be pulled', () => {
  const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/web:2'
  const reason = (problem: string) =>
    evaluateInAgent('images', 'images.reason_of(given["image"], given["problem"])', { image, problem })
  const begin = `initializing source docker://${image}: reading manifest 2 in x: `

  test('has no such tag', async () => {
    expect(await reason(`${begin}manifest unknown: Requested image not found`)).toBe(
      `Error response from daemon: manifest for ${image} not found: manifest unknown: Requested image not found`,
    )
  })

  test('has no repository', async () => {
    expect(await reason(`${begin}name unknown: The repository with name 'web' does not exist`)).toBe(
      "Error response from daemon: repository 123456789012.dkr.ecr.us-east-1.amazonaws.com/web not found: name unknown: The repository with name 'web' does not exist",
    )
  })

  test('is not allowed', async () => {
    expect(await reason(`${begin}denied: User: x is not authorized to perform: ecr:BatchGetImage`)).toMatch(
      /pull access denied for .*\/web, repository does not exist or may require 'docker login': denied: User: x is not authorized to perform: ecr:BatchGetImage$/,
    )
  })

  test('is behind a registry that does not respond', async () => {
    const problem =
      'pinging container registry x: Get "http://x/v2/": dial tcp 10.0.0.1:80: connect: connection refused'
    expect(await reason(problem)).toBe(`Error response from daemon: ${problem}`)
  })
})

test.each([
  ['web', 'docker.io/library/web:latest'],
  ['nginx/nginx:1', 'docker.io/nginx/nginx:1'],
  ['localhost:5000/web', 'localhost:5000/web:latest'],
  ['x.amazonaws.com/web:1@sha256:abc', 'x.amazonaws.com/web@sha256:abc'],
])('the image %s is completed as by Docker', async (image, complete) => {
  expect(await evaluateInAgent('images', 'images.canonical(given["image"])', { image })).toBe(complete)
})

describe('a secret', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf'
  const resolve = (valueFrom: string, answer: object) =>
    evaluateInAgent(
      'secrets',
      'secrets.resolve([{"name": "X", "valueFrom": given["from"]}], "us-east-1", lambda *_: given["answer"])',
      { from: valueFrom, answer },
    )

  test('is the whole value, or one key of it', async () => {
    expect(await resolve(arn, { SecretString: '{"a":"b"}' })).toEqual({ X: '{"a":"b"}' })
    expect(await resolve(`${arn}:a::`, { SecretString: '{"a":"b"}' })).toEqual({ X: 'b' })
  })

  test("without that key is refused in the agent's words", async () => {
    await expect(resolve(`${arn}:c::`, { SecretString: '{"a":"b"}' })).rejects.toThrow(
      'Fetching secret data from AWS Secrets Manager in region eu-west-1: retrieved secret from Secrets Manager did not contain json key c',
    )
  })

  test('can be a parameter, which must exist', async () => {
    expect(await resolve('/web/key', { Parameters: [{ Value: 'v' }] })).toEqual({ X: 'v' })
    await expect(resolve('/web/key', { Parameters: [] })).rejects.toThrow(
      'Fetching secret data from SSM Parameter Store in us-east-1: invalid parameters: /web/key',
    )
  })
})

test('environment files have comments and empty lines', async () => {
  const text = '# comment\n\nA=1\nB=x=y\nnothing\n'
  expect(await evaluateInAgent('secrets', 'secrets.parse_file(given["text"])', { text })).toEqual({
    A: '1',
    B: 'x=y',
  })
})
