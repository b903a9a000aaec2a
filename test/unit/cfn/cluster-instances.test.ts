import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'
import { filled, plainTemplate } from './plain-template.ts'

const { idsOfType, propertiesOf, template } = await plainTemplate('cluster')

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: string
}

describe('instances', () => {
  interface Launch {
    readonly LaunchTemplateData: {
      readonly MetadataOptions: unknown
      readonly BlockDeviceMappings: readonly unknown[]
      readonly UserData: { readonly 'Fn::Base64': readonly [string, unknown] }
    }
  }
  const { LaunchTemplateData: data } = propertiesOf<Launch>('LaunchTemplate')

  test('answer metadata to tokens only', () => {
    expect(data.MetadataOptions).toMatchObject({ HttpTokens: 'required' })
  })

  test('have every volume encrypted, with the one key', () => {
    const volumes = data.BlockDeviceMappings.map(mapping => JSON.stringify(mapping))
    expect(volumes).toHaveLength(2)
    for (const volume of volumes) {
      expect(volume).toContain(
        '"Encrypted":true,"KmsKeyId":["HasVolumeKmsKey","VolumeKmsKey","AWS::NoValue"]',
      )
    }
  })

  test('write what the first run reads, and start it without waiting', async () => {
    const [text] = data.UserData['Fn::Base64']
    const userData = filled(text.replace('${SpotDraining}', '\nECS_ENABLE_SPOT_INSTANCE_DRAINING=true'))
    const folder = await mkdtemp(join(tmpdir(), 'cluster-user-data-'))
    const file = join(folder, 'instance.env')
    const [, settings = ''] = /<<'SETTINGS'\n([\s\S]*)^SETTINGS$/m.exec(userData) ?? []
    await writeFile(file, settings)
    const { stdout } = await runBash(['files/libexec/lib/settings.sh'], `read_pairs ${file}`)
    await rm(folder, { recursive: true })
    expect(stdout.split('\n')).toEqual([
      'ECS_CLUSTER=shop-dev-cluster-Cluster-1',
      'STACK_NAME=shop-dev-cluster',
      'AUTOSCALING_GROUP=AutoScalingGroup',
      'WAIT_CONDITION=FirstInstances',
      'CAPACITY_PROVIDER=cp-shop-dev-cluster',
      'AWS_DEFAULT_REGION=eu-central-1',
      'PROXY_URL=proxy.example:3128',
      'NO_PROXY=.example,10.0.0.0/8',
      'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true',
    ])
    expect(userData.trimEnd()).toMatch(/^systemctl start --no-block packer-ecs-first-run\.service$/m)
    expect(template.Resources.AutoScalingGroup?.Type).toBe('AWS::AutoScaling::AutoScalingGroup')
    expect(template.Resources.FirstInstances?.Type).toBe('AWS::CloudFormation::WaitCondition')
    expect(filled(propertiesOf<{ Name: string }>('CapacityProvider').Name)).toBe('cp-shop-dev-cluster')
  })
})

test('EC2 takes the descriptions of the security group: it allows few characters, and cfn-lint does not look', () => {
  const text = JSON.stringify(propertiesOf('SecurityGroup'))
  const descriptions = [...text.matchAll(/"(?:Group)?Description":"([^"]*)"/g)].map(([, found]) => found)
  expect(descriptions).toHaveLength(3)
  for (const description of descriptions) {
    expect(filled(description ?? '')).toMatch(/^[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]{1,255}$/)
  }
})

describe('logs', () => {
  const groups = idsOfType('AWS::Logs::LogGroup')

  test('go into groups of the stack, by the names that the first run gives them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cluster-logs-'))
    const logs = join(folder, 'logs.json')
    const known = ['dmesg', 'messages', 'docker', 'ecs-init', 'ecs-agent', 'ecs-audit']
    await writeFile(logs, JSON.stringify({ groups: known, retentionDays: null, source: 'rsyslog' }))
    const configure = `log_configuration ${logs} "$(log_prefix shop-dev-cluster AutoScalingGroup web ecs)" eu-central-1`
    const { stdout } = await runBash(['files/libexec/lib/logs.sh'], configure)
    await rm(folder, { recursive: true })
    const written = [...stdout.matchAll(/"log_group_name": "([^"]+)"/g)].map(([, name]) => name)
    const made = groups.map(id => filled(propertiesOf<{ LogGroupName: string }>(id).LogGroupName))
    expect(made.sort()).toEqual(written.sort())
  })

  test('are there before the first instance, and go after the last', () => {
    expect([...(template.Resources.AutoScalingGroup?.DependsOn ?? [])].sort()).toEqual(groups.sort())
  })
})

describe('the role of the instances', () => {
  interface Role {
    readonly Policies: readonly unknown[]
  }
  const policies = propertiesOf<Role>('InstanceRole').Policies.flatMap(policy =>
    Array.isArray(policy) ? [policy[1]] : [policy],
  ) as { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[]
  const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
  const actionsOf = ({ Action }: Statement) => (typeof Action === 'string' ? [Action] : Action)

  test('lets them do this and no more', () => {
    expect(statements.flatMap(actionsOf).sort()).toMatchInlineSnapshot(`
      [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
        "ecs:DeregisterContainerInstance",
        "ecs:DescribeClusters",
        "ecs:DiscoverPollEndpoint",
        "ecs:Poll",
        "ecs:RegisterContainerInstance",
        "ecs:StartTelemetrySession",
        "ecs:SubmitAttachmentStateChanges",
        "ecs:SubmitContainerStateChange",
        "ecs:SubmitTaskStateChange",
        "ecs:TagResource",
        "ecs:UpdateContainerInstancesState",
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ]
    `)
  })

  test('has no limits only for what knows none, for pulling images and for Session Manager', () => {
    const unlimited = statements.filter(({ Resource }) => Resource === '*').flatMap(actionsOf)
    expect(unlimited.filter(action => !/^(ecr|ssm|ssmmessages):/.test(action))).toEqual([
      'ecs:DiscoverPollEndpoint',
    ])
  })
})
