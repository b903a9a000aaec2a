import { readFile } from 'node:fs/promises'
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation'
import type { TestSandbox } from './sandbox.ts'
import { stackEnd } from './stack-end.ts'

const template = new URL('../../cfn/state/template.yml', import.meta.url)

/** Deploys cfn/state in a region of a sandbox. */
export async function deployState(sandbox: TestSandbox, region = 'us-east-1'): Promise<void> {
  const client = new CloudFormationClient({ ...sandbox.clientOptions, region })
  const StackName = 'packer-ecs-state'
  await client.send(new CreateStackCommand({ StackName, TemplateBody: await readFile(template, 'utf8') }))
  await stackEnd(client, 'create', StackName)
}
