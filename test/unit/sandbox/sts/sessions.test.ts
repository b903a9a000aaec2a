import { beforeEach, expect, test } from 'vitest'
import { createSessions, type Sessions } from '#sandbox/sts/sessions.ts'

const start = new Date('2026-11-21T00:00:00Z')
const clock = { now: () => start, sleep: async () => undefined }
const session = { issuedAt: start, mfaAt: undefined, policies: undefined }
const caller = (identity: Parameters<Sessions['issue']>[1]['identity']) => ({
  arn: 'arn',
  userId: 'id',
  identity,
  session,
})
const secondsLeft = (expiration: Date | undefined) => ((expiration?.getTime() ?? 0) - start.getTime()) / 1000

let sessions: Sessions
beforeEach(() => {
  sessions = createSessions(clock)
})
const ofRole = () => sessions.issue(3600, caller({ kind: 'role', name: 'r' }))
const ofUser = () => sessions.issue(3600, caller({ kind: 'user', name: 'u' }))
const ofInstance = () => sessions.issue(3600, caller({ kind: 'instance', role: 'r' }))
const left = (accessKeyId: string) => secondsLeft(sessions.find(accessKeyId)?.temporary?.expiration)

test('a session is found by its key until it expires', () => {
  const { accessKeyId, expiration } = ofRole()
  expect(secondsLeft(expiration)).toBe(3600)
  expect(sessions.find(accessKeyId)?.caller).toMatchObject({ accessKeyId, identity: { name: 'r' } })
  expect(sessions.find('ASIAOTHER')).toBeUndefined()
})

test('one session or all sessions can be ended, except those of instances', () => {
  const [role, user, instance] = [ofRole(), ofUser(), ofInstance()]
  expect(sessions.end(role.accessKeyId)).toBe(1)
  expect([left(role.accessKeyId), left(user.accessKeyId)]).toEqual([0, 3600])
  expect(sessions.end()).toBe(1)
  expect([left(user.accessKeyId), left(instance.accessKeyId)]).toEqual([0, 3600])
})

test('a limit shortens only new role sessions, until it is removed', () => {
  const before = ofRole()
  sessions.limit(8)
  expect([before, ofRole(), ofUser()].map(({ expiration }) => secondsLeft(expiration))).toEqual([
    3600, 8, 3600,
  ])
  sessions.limit(undefined)
  expect(secondsLeft(ofRole().expiration)).toBe(3600)
})
