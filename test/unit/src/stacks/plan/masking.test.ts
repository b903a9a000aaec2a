import { expect, test } from 'vitest'
import { isSecretName, masking } from '#src/stacks/plan/masking.ts'

const { text, property } = masking(['hunter22'])

test.each([
  'DB_PASS',
  'PGPASS',
  'DB_PWD',
  'ENCRYPTION_KEY',
  'signing-key',
  'stripeKey',
  'SENTRY_DSN',
  'HASH_SALT',
])('%s is the name of a secret', name => expect(isSecretName(name)).toBe(true))

test.each(['KEYBOARD', 'LOG_LEVEL', 'KeyName', 'MONKEY', 'DATABASE_URL'])('%s is not', name =>
  expect(isSecretName(name)).toBe(false),
)

test.each([
  ['postgres://me:p@ss/w@db/shop', 'postgres://me:****@db/shop'],
  ['https://ghp_abc@git.example/x', 'https://****@git.example/x'],
  ['https://example.com:8080/a', 'https://example.com:8080/a'],
  ['jdbc:mysql://db/shop?user=a&password=b&ssl=true', 'jdbc:mysql://db/shop?user=a&password=****&ssl=true'],
  ['sh -c "serve --token abc --port 80"', 'sh -c "serve --token **** --port 80"'],
  ['curl -H "X-Api-Key: abc" example.com', 'curl -H "X-Api-Key: ****" example.com'],
  ['serve --token $TOKEN', 'serve --token $TOKEN'],
  ['TOKEN=$(cat /token)', 'TOKEN=$(cat /token)'],
  ['arn:aws:secretsmanager:us-east-1:1:secret:db-AbC', 'arn:aws:secretsmanager:us-east-1:1:secret:db-AbC'],
  ['p=hunter22', 'p=****'],
])('of %s the secret is hidden', (given, shown) => expect(text(given)).toBe(shown))

test.each([
  ['Environment1', 'DB_PASSWORD=two words', 'DB_PASSWORD=****'],
  ['Environment2', 'LOG_LEVEL=info', 'LOG_LEVEL=info'],
  ['DbPassword', 'abc', '****'],
  ['MasterUserPassword', '{{resolve:secretsmanager:db}}', '{{resolve:secretsmanager:db}}'],
  ['TokenArn', 'arn:aws:1', 'arn:aws:1'],
  ['AuthorizationType', 'AWS_IAM', 'AWS_IAM'],
  ['Tags', '[{"Key":"team","Value":"shop"}]', '[{"Key":"team","Value":"shop"}]'],
  ['Variables', '{"API_KEY": "abc", "MODE": "a"}', '{"API_KEY":"****","MODE":"a"}'],
  ['Command', '["serve","--password","a b"]', '["serve","--password","****"]'],
])('%s: %s', (name, given, shown) => expect(property(name, given)).toBe(shown))
