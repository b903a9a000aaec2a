import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Aws } from '#src/connect/aws.ts'
import { createPacker } from '#src/connect/packer.ts'

/** What Packer has in AWS_CA_BUNDLE. */
async function bundleOf(caBundle: string | null): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'packer-'))
  const packer = join(folder, 'packer')
  await writeFile(packer, `#!/bin/sh\necho "$AWS_CA_BUNDLE" >"${folder}/bundle"; echo 1.16.0\n`)
  await chmod(packer, 0o755)
  vi.stubEnv('PATH', [folder, '/usr/bin', '/bin'].join(delimiter))
  vi.stubEnv('AWS_CA_BUNDLE', '/from/outside.pem')
  try {
    await createPacker({ region: 'us-east-1', caBundle } as Aws).find()
    return (await readFile(join(folder, 'bundle'), 'utf8')).trim()
  } finally {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true })
  }
}

test('Packer trusts the certificate authorities that packer-ecs trusts', async () => {
  expect(await bundleOf('/etc/company.pem')).toBe('/etc/company.pem')
  expect(await bundleOf(null)).toBe('/from/outside.pem')
})
