import { beforeAll, describe, expect, test } from 'vitest'
import { baseTree, isRootOnLinux, type TreeAnswer } from '#test/helpers/base-tree.ts'
import { runBesideAws } from '#test/helpers/stand-ins.ts'

describe.runIf(isRootOnLinux)('cfn-init', () => {
  let tree: readonly string[]

  beforeAll(async () => {
    tree = await baseTree()
  })

  /** Runs it for a resource with that metadata, then the script. */
  function initialize(metadata: object, script: string, options = ''): Promise<TreeAnswer> {
    return runBesideAws(
      tree,
      `dnf install -y -q aws-cfn-bootstrap >/dev/null
      cat >/metadata.json <<'JSON'\n${JSON.stringify({ 'AWS::CloudFormation::Init': metadata })}\nJSON
      /opt/aws/bin/cfn-init -v --stack waiting --resource Template --region us-east-1 ${options}
      echo "status $?"
      ${script}`,
    )
  }

  test('runs commands in the order of their names, in their folder and in no environment but their own', async () => {
    const { output } = await initialize(
      {
        config: {
          commands: {
            '20_second': { command: 'echo second >>/order' },
            '10_first': { command: 'pwd >/order; env >>/order', cwd: '/home', env: { ECS_CLUSTER: 'web' } },
          },
        },
      },
      'grep -v -e ^_= -e ^PWD= -e ^SHLVL= /order; cat /calls',
    )
    expect(output).toMatch(/^status 0\n\/home\nECS_CLUSTER=web\nsecond\n/)
    expect(output).toContain('StackName=waiting&LogicalResourceId=Template')
  })

  test('ends at a command that fails, with its name', async () => {
    const commands = { '1_bad': { command: 'exit 3' }, '2_never': { command: 'touch /never' } }
    const { output } = await initialize({ config: { commands } }, 'ls /never 2>/dev/null')
    expect(output).toBe('Error occurred during build: Command 1_bad failed\nstatus 1')
  })

  test('goes on where a failure is to be ignored, and skips what its test says no to', async () => {
    const commands = {
      '1_bad': { command: 'false', ignoreErrors: true },
      '2_no': { command: 'touch /no', test: 'false' },
      '3_yes': { command: ['touch', '/yes'], test: 'true' },
    }
    const { output } = await initialize({ config: { commands } }, 'ls /no /yes 2>/dev/null')
    expect(output).toBe('status 0\n/yes')
  })

  test('writes files with mode and owner, and packages that are missing', async () => {
    const { output } = await initialize(
      {
        config: {
          packages: { yum: { jq: [], htop: [] } },
          files: {
            '/etc/new/text': { content: 'a=b\n', mode: '000640', owner: 'daemon', group: 'daemon' },
            '/etc/new/json': { content: { a: 1 } },
          },
        },
      },
      "cd /etc/new; stat -c '%n %a %U' text json; cat text json; echo; rpm -q --qf '%{NAME}\\n' jq htop",
    )
    expect(output).toBe('status 0\ntext 640 daemon\njson 644 root\na=b\n{"a": 1}\njq\nhtop')
  })

  test('enables cfn-hup, which its package brings, as the common templates of ECS clusters do', async () => {
    const services = { sysvinit: { 'cfn-hup': { enabled: true, files: ['/etc/cfn/cfn-hup.conf'] } } }
    const { output } = await initialize({ config: { services } }, 'systemctl is-enabled cfn-hup')
    expect(output).toMatch(/status 0\nenabled$/)
  })

  test('does the config sets that are asked for, and those that they name', async () => {
    const metadata = {
      configSets: { default: ['one'], all: [{ ConfigSet: 'default' }, 'two'] },
      one: { commands: { x: { command: 'echo one >>/order' } } },
      two: { commands: { a: { command: 'echo two >>/order' } } },
    }
    expect((await initialize(metadata, 'cat /order', '-c all')).output).toBe('status 0\none\ntwo')
    expect((await initialize(metadata, 'cat /order')).output).toBe('status 0\none')
    expect((await initialize(metadata, '', '-c none')).output).toContain('No ConfigSet found with name: none')
  })
})
