import { expect, test } from 'vitest'
import { run } from '#src/commands/completion/run.ts'

const command = { description: '', options: [], choices: [], commands: [] }
const complete = (shell: string) =>
  run({
    arguments: { shell },
    describeProgram: () => ({
      ...command,
      name: 'packer-ecs',
      commands: [
        { ...command, name: 'bake' },
        { ...command, name: 'sandbox' },
      ],
    }),
  } as never)

test('the sandbox, which is a separate program, is completed with its own commands', async () => {
  const { document, text } = await complete('zsh')
  expect(document).toMatchObject({ schemaVersion: 1, shell: 'zsh', script: text() })
  expect(text()).toContain('_packer-ecs-sandbox-start()')
  expect(text()).toContain('_packer-ecs-bake()')
  expect(text()).not.toContain('_packer-ecs-bake-start')
})
