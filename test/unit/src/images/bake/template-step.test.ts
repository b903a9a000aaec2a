import { expect, test } from 'vitest'
import { commandLine } from '#src/images/bake/template-step.ts'

test('the printed Packer command can be pasted, also from a folder with spaces', () => {
  const request = { runFolder: "/home/me/my project's/run", keepOnFailure: true } as never
  expect(commandLine(request, { path: '/opt/packer 1/packer', version: '1.16.0' })).toBe(
    `cd '/home/me/my project'\\''s/run' && '/opt/packer 1/packer' build -machine-readable -on-error=abort -var-file=image.pkrvars.json image.pkr.hcl`,
  )
})
