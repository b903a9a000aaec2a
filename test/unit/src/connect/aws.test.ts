import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connect } from '#src/connect/aws.ts'
import type { CommonOptions } from '#src/host/options.ts'
import type { Person } from '#src/host/person.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'connect-'))
  const config = join(folder, 'config')
  await writeFile(
    config,
    '[default]\nregion = eu-west-1\n[profile build]\nregion = eu-west-3\n[profile bare]\noutput = json\n',
  )
  vi.stubEnv('AWS_CONFIG_FILE', config)
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIA')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  for (const name of ['AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION']) vi.stubEnv(name, undefined)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

async function regionWith(
  environment: Readonly<Record<string, string>>,
  options: Partial<CommonOptions> = {},
): Promise<string> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const { region } = await connect({
    options: options as CommonOptions,
    sandbox: null,
    purpose: 'images',
    stackRole: null,
    project: async () => undefined,
    person: {} as Person,
  })
  return region
}

test.each([
  [{}, {}, 'eu-west-1'],
  [{ AWS_PROFILE: 'build' }, {}, 'eu-west-3'],
  [{ AWS_DEFAULT_REGION: 'us-west-2' }, {}, 'us-west-2'],
  [{ AWS_DEFAULT_REGION: 'us-west-2', AWS_REGION: 'us-east-2' }, {}, 'us-east-2'],
  [{ AWS_REGION: 'us-east-2' }, { region: 'ca-central-1' }, 'ca-central-1'],
  [{ AWS_REGION: '' }, {}, 'eu-west-1'],
])(
  'with %j and the options %j, the region is the one that the AWS CLI would use',
  async (environment, options, region) => {
    expect(await regionWith(environment, options)).toBe(region)
  },
)

test('a profile without a region, or that does not exist, is an error', async () => {
  await expect(regionWith({ AWS_PROFILE: 'bare' })).rejects.toMatchObject({ code: 'NO_REGION' })
  await expect(regionWith({ AWS_PROFILE: 'other' })).rejects.toMatchObject({ code: 'PROFILE_UNKNOWN' })
})
