import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from './bake.ts'
import { makeProject, type TestProject } from './project.ts'
import { runSandbox, type TestSandbox } from './sandbox.ts'

/** A project like the clone: `shop-dev-cluster` with two instances, and `shop-dev-service` of the image shop/web. */
export async function makeServiceProject(parameters: Readonly<Record<string, string>>): Promise<TestProject> {
  const templates = ['cfn/cluster/template.yml', 'cfn/service/template.yml']
  const files: Record<string, string> = {
    'cfn/cluster/dev.cfg': lines({ DesiredCapacity: '2', MaxSize: '4', WaitForInstances: 'true' }),
    'cfn/service/dev.cfg': lines({ ClusterStack: 'shop-dev-cluster', Repository: 'shop/web', ...parameters }),
  }
  for (const name of templates) files[name] = await readFile(join(repository, name), 'utf8')
  const stack = (name: string, settings: object = {}) => ({
    template: `cfn/${name}/template.yml`,
    parameterFiles: { dev: `cfn/${name}/dev.cfg` },
    capabilities: ['CAPABILITY_IAM'],
    ...settings,
  })
  // The service first: `deploy --all` finds the order by itself.
  const stacks = {
    service: stack('service'),
    cluster: stack('cluster', { amis: { ApplicationImageId: 'ecs' } }),
  }
  return makeProject({}, files, 'ecs', { project: 'shop', stacks })
}

/** `sandbox push examples/web shop/web:TAG`. */
export function pushWeb({ stateFolder }: TestSandbox, tag: string, image = 'shop/web'): Promise<string> {
  return runSandbox(stateFolder, ['push', join(repository, 'examples/web'), `${image}:${tag}`])
}

/** Where the load balancer of a stack answers. */
export async function urlOf({ stateFolder }: TestSandbox, stackName: string): Promise<string> {
  return (await runSandbox(stateFolder, ['url', stackName])).trim()
}

function lines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
