import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { repository } from '#test/helpers/bake.ts'
import { pythonTool } from '#test/helpers/python-tools.ts'

const folder = join(repository, 'cfn')
const templates = (await readdir(folder)).map(stack => join(stack, 'template.yml'))

test.each(templates)('cfn-lint reports nothing for cfn/%s, not even information', async template => {
  const [python, program] = await pythonTool('cfn-lint')
  const checks = ['--include-checks', 'I', '--regions', 'us-east-1', 'eu-central-1']
  const { exitCode, stdout } = await execa(python, [program, ...checks, '--', join(folder, template)], {
    reject: false,
  })
  expect(stdout).toBe('')
  expect(exitCode).toBe(0)
})

test('no file in cfn/ disables a rule of cfn-lint', async () => {
  const { stdout } = await execa('grep', ['--recursive', '--count', 'cfn-lint', folder], { reject: false })
  expect(stdout.split('\n').filter(line => !line.endsWith(':0'))).toEqual([])
})
