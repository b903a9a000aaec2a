import { expect, test } from 'vitest'
import { createSsm } from '#src/aws/ssm.ts'
import { cannedAnswers } from '#test/helpers/canned-answers.ts'

const value = { status: 200, body: JSON.stringify({ Parameter: { Value: 'v' } }) }
const refusal = (__type: string) => ({ status: 400, body: JSON.stringify({ __type, message: __type }) })

/** A client of SSM, and how often its credentials were renewed. */
function answering(...answers: (typeof value)[]) {
  const options = cannedAnswers(() => answers.shift() ?? refusal('NoMoreAnswers'))
  let renewals = 0
  const credentials: typeof options.credentials = async ({ forceRefresh = false } = {}) => {
    if (forceRefresh) renewals += 1
    return options.credentials()
  }
  return { client: createSsm({ ...options, credentials }), renewals: () => renewals }
}

test.each(['ExpiredTokenException', 'ExpiredToken', 'RequestExpired'])(
  'a call that fails with %s is repeated with new credentials',
  async code => {
    const { client, renewals } = answering(refusal(code), value)
    await expect(client.parameter('/a')).resolves.toBe('v')
    expect(renewals()).toBe(1)
  },
)

test('a call is repeated once only', async () => {
  const ended = refusal('ExpiredTokenException')
  const { client } = answering(ended, ended, value)
  await expect(client.parameter('/a')).rejects.toMatchObject({ code: 'CREDENTIALS_EXPIRED' })
})

test('another error renews nothing', async () => {
  const { client, renewals } = answering(refusal('AccessDeniedException'))
  await expect(client.parameter('/a')).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
  expect(renewals()).toBe(0)
})
