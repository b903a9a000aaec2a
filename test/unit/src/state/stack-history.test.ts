import { expect, test } from 'vitest'
import { earlierDeployment, rememberStack } from '#src/state/stack-history.ts'
import { stateWorld } from '#test/helpers/state-world.ts'

const stackName = 'shop-prod-cluster'
const seen = { by: 'alice', runId: '20261121-000000-abcd' }

function world() {
  const { machine, text } = stateWorld()
  const stack = (size: string, template = 'Resources: {}') => ({
    stackName,
    parameters: { Size: size, Secret: '****' },
    template,
  })
  return {
    text,
    stack,
    remember: (...values: Parameters<typeof stack>) => rememberStack(stack(...values), seen, machine()),
    before: async (...values: Parameters<typeof stack>) =>
      (await earlierDeployment(stack(...values), machine()))?.deployment.parameters.Size,
    earlier: (...values: Parameters<typeof stack>) => earlierDeployment(stack(...values), machine()),
  }
}

test('what a stack ran before has its parameters, its template, and who saw it', async () => {
  const { remember, earlier } = world()
  await remember('1', 'Resources: {A: {}}')
  await remember('2')
  expect(await earlier('2')).toMatchObject({
    deployment: { parameters: { Size: '1', Secret: '****' }, by: 'alice' },
    template: 'Resources: {A: {}}',
  })
})

test('a stack without a history has nothing before, and neither has one that never changed', async () => {
  const { remember, earlier } = world()
  expect(await earlier('1')).toBeUndefined()
  await remember('1')
  await remember('1')
  expect(await earlier('1')).toBeUndefined()
})

test('a change by another tool goes back to what was seen last', async () => {
  const { remember, before } = world()
  await remember('1')
  await remember('2')
  expect(await before('by hand')).toBe('2')
})

test('repeated rollbacks go further back, and not forward again', async () => {
  const { remember, before } = world()
  for (const size of ['1', '2', '3']) await remember(size)
  expect(await before('3')).toBe('2')
  expect(await before('2')).toBe('1')
  expect(await before('1')).toBeUndefined()
})

test('after a rollback, what was left is not something to go back to', async () => {
  const { remember, before } = world()
  for (const size of ['1', 'bad', '1', '3']) await remember(size)
  expect(await before('3')).toBe('1')
  expect(await before('1')).toBeUndefined()
})

test('a template is stored once, and only so many deployments are kept', async () => {
  const { remember, text } = world()
  for (let size = 0; size < 25; size += 1) await remember(String(size))
  const { deployments } = JSON.parse(text(`stacks/${stackName}.json`) ?? '')
  expect(deployments).toHaveLength(20)
  expect(deployments.at(-1).parameters.Size).toBe('24')
  expect(text(`templates/${deployments[0].template}.json`)).toContain('Resources: {}')
})
