import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { firstProject } from '#src/config/first-project.ts'
import { starterStacks } from '#src/config/starter-stacks.ts'
import { files } from '#src/host/system.ts'
import { readTemplate } from '#src/stacks/template/read-template.ts'
import { repository } from '#test/helpers/bake.ts'

describe.each(starterStacks)('the starter stack $name', ({ name, files: starterFiles, section }) => {
  const paths = starterFiles.map(({ path }) => path)

  test('copies the files that its section names, from its own folder', () => {
    const { template, parameterFiles } = section(firstProject)
    expect(paths).toEqual([template, ...Object.values(parameterFiles as Record<string, string>)])
    for (const path of paths) expect(path.startsWith(`cfn/${name}/`)).toBe(true)
  })

  test('sets parameters that its template has', async () => {
    const template = await readTemplate(join(repository, `cfn/${name}/template.yml`), files)
    const values = starterFiles.flatMap(({ parameters }) =>
      Object.keys(parameters?.({ ...firstProject, dataVolumeSize: null }) ?? {}),
    )
    expect(Object.keys(template.parameters)).toEqual(expect.arrayContaining(values))
  })
})

test.each([
  [{}, { InstanceType: 't3.medium' }],
  [
    { architecture: 'arm64', dataVolumeSize: null },
    { InstanceType: 't4g.medium', DataVolumeSize: 'none' },
  ],
] as const)('the parameters of the cluster match the image: %j', (answers, values) => {
  const cluster = starterStacks.find(({ name }) => name === 'cluster')
  const file = cluster?.files.find(({ path }) => path === 'cfn/cluster/dev.cfg')
  expect(file?.parameters?.({ ...firstProject, ...answers })).toEqual(values)
})
