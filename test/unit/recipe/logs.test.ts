import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['files/libexec/lib/logs.sh']

async function configuration(logs: object) {
  const file = join(await mkdtemp(join(tmpdir(), 'recipe-logs-')), 'logs.json')
  await writeFile(file, JSON.stringify(logs))
  const { stdout } = await runBash(sources, `log_configuration ${file} /stack/ec2/group eu-west-1`)
  return JSON.parse(stdout)
}

describe('log_configuration', () => {
  test('reads the journal, and files with the earlier messages of the boot', async () => {
    const { agent, logs } = await configuration({
      groups: ['dmesg', 'docker'],
      retentionDays: 30,
      source: 'journald',
    })
    expect(agent).toEqual({ region: 'eu-west-1' })
    expect(logs.logs_collected.journald.collect_list).toEqual([
      {
        log_group_name: '/stack/ec2/group/var/log/dmesg',
        log_stream_name: '{instance_id}',
        matches: [{ _TRANSPORT: 'kernel' }],
      },
      {
        log_group_name: '/stack/ec2/group/var/log/docker',
        log_stream_name: '{instance_id}',
        units: ['docker.service'],
      },
    ])
    expect(logs.logs_collected.files.collect_list[0]).toEqual({
      file_path: '/var/log/packer-ecs/boot/dmesg.log',
      log_group_name: '/stack/ec2/group/var/log/dmesg',
      log_stream_name: '{instance_id}',
      timestamp_format: '%Y-%m-%dT%H:%M:%SZ',
      timezone: 'UTC',
      retention_in_days: 30,
    })
  })

  test('reads only files where rsyslog writes them', async () => {
    const { logs } = await configuration({ groups: ['messages'], retentionDays: null, source: 'rsyslog' })
    expect(logs.logs_collected.journald).toBeUndefined()
    expect(logs.logs_collected.files.collect_list).toMatchObject([
      { file_path: '/var/log/packer-ecs/messages.log' },
    ])
    expect(logs.logs_collected.files.collect_list[0]).not.toHaveProperty('retention_in_days')
  })

  test('uses the log groups of the ECS agent that older stacks have', async () => {
    const { logs } = await configuration({
      groups: ['ecs-init', 'ecs-agent', 'ecs-audit'],
      source: 'journald',
    })
    const files = logs.logs_collected.files.collect_list as { file_path: string; log_group_name: string }[]
    expect(files.map(file => [file.file_path, file.log_group_name])).toEqual([
      ['/var/log/ecs/ecs-init.log', '/stack/ec2/group/var/log/ecs/ecs-init'],
      ['/var/log/ecs/ecs-agent.log', '/stack/ec2/group/var/log/ecs/ecs-agent'],
      ['/var/log/ecs/audit.log', '/stack/ec2/group/var/log/ecs/audit.log'],
    ])
    expect(logs.logs_collected.journald).toBeUndefined()
  })
})

describe('log_configuration of own log files and metrics', () => {
  test('gives each file the group that it names, or that of its path', async () => {
    const { logs } = await configuration({
      groups: [],
      files: [
        { path: '/var/log/app/app.log', group: null, timestampFormat: '%H:%M' },
        { path: '/opt/*.log', group: 'own', timestampFormat: null },
      ],
      retentionDays: 7,
      source: 'journald',
    })
    expect(logs.logs_collected).toEqual({
      files: {
        collect_list: [
          {
            file_path: '/var/log/app/app.log',
            log_group_name: '/stack/ec2/group/var/log/app/app.log',
            log_stream_name: '{instance_id}',
            timestamp_format: '%H:%M',
            retention_in_days: 7,
          },
          {
            file_path: '/opt/*.log',
            log_group_name: '/stack/ec2/group/own',
            log_stream_name: '{instance_id}',
            retention_in_days: 7,
          },
        ],
      },
    })
  })

  test('has metrics as they are in the settings, and no logs when there are none', async () => {
    const metrics = { metrics_collected: { mem: { measurement: ['used_percent'] } } }
    const found = await configuration({
      groups: [],
      files: [],
      retentionDays: null,
      source: 'journald',
      metrics,
    })
    expect(found).toEqual({ agent: { region: 'eu-west-1' }, metrics })
  })
})

describe('log_prefix', () => {
  test.each([
    ['stack group web ecs', '/stack/ec2/group'],
    ["'' '' web ecs", '/packer-ecs/web/ec2/ecs'],
    ["stack '' web ecs", '/stack/ec2/ecs'],
  ])('of %s is %s', async (given, prefix) => {
    expect((await runBash(sources, `log_prefix ${given}`)).stdout).toBe(prefix)
  })
})

test('forget_logs deletes all that the agent writes when it loads a configuration, and nothing else', async () => {
  const root = await mkdtemp(join(tmpdir(), 'recipe-logs-'))
  const folder = join(root, 'opt/aws/amazon-cloudwatch-agent/etc')
  await mkdir(join(folder, 'amazon-cloudwatch-agent.d'), { recursive: true })
  const written = ['json', 'toml', 'yaml'].map(extension => `amazon-cloudwatch-agent.${extension}`)
  for (const name of [...written, 'env-config.json', 'amazon-cloudwatch-agent.d/file', 'common-config.toml'])
    await writeFile(join(folder, name), '')
  await runBash(sources, 'forget_logs', { environment: { ROOT: root } })
  expect((await readdir(folder)).toSorted()).toEqual(['amazon-cloudwatch-agent.d', 'common-config.toml'])
  expect(await readdir(join(folder, 'amazon-cloudwatch-agent.d'))).toEqual([])
})
