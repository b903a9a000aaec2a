import { expect, test } from 'vitest'
import { projectFolder } from './project-folder.ts'

const project = projectFolder()
const yaml = (target: string) => `targets: {production: ${target}}\nimages: {ecs: {base: al2023}}\n`
const role = 'arn:aws:iam::111122223333:role/packer-ecs-target'

test('a target has an account, a region, and a role if the session cannot work there itself', async () => {
  const read = async (target: string) => (await project.read(yaml(target))).targets
  expect(await read(`{account: "111122223333", region: eu-west-1, role: "${role}"}`)).toEqual({
    production: { account: '111122223333', region: 'eu-west-1', role },
  })
  expect((await read('{account: "111122223333", region: eu-west-1}')).production?.role).toBeNull()
})

test.each([
  [
    'a role of another account',
    `{account: "444455556666", region: eu-west-1, role: "${role}"}`,
    'TARGET_CONFLICT',
  ],
  ['an account as a number', '{account: 111122223333, region: eu-west-1}', 'VALUE_TYPE'],
  ['no region', '{account: "111122223333"}', 'KEY_MISSING'],
])('a target with %s is refused', async (_, target, code) => {
  await expect(project.read(yaml(target))).rejects.toMatchObject({ faults: [{ code }] })
})
