import { EC2Client, ModifyInstanceMetadataOptionsCommand, RebootInstancesCommand } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type AgentWorld, image, role, startAgentWorld, stopped, taskOf } from '#test/helpers/agent-world.ts'
import { canRunSandbox } from '#test/helpers/sandbox.ts'

/** Answers with its environment; SIGTERM ends it with 7. */
const server = `
import http.server, json, os, signal, socketserver, sys, urllib.request
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
def read(name): return json.load(urllib.request.urlopen(name, timeout=5))
class Handler(http.server.BaseHTTPRequestHandler):
  def do_GET(self):
    role = read("http://169.254.170.2" + os.environ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"])
    about = {"user": os.getuid(), "role": role, "task": read(os.environ["ECS_CONTAINER_METADATA_URI_V4"] + "/task")}
    self.send_response(200)
    self.end_headers()
    self.wfile.write(json.dumps(about | {"environment": dict(os.environ)}).encode())
  def log_message(self, *_): pass
print("listening", flush=True)
print("to standard error", file=sys.stderr)
socketserver.TCPServer(("0.0.0.0", int(os.environ.get("PORT", "8000"))), Handler).serve_forever()`
const serving = {
  entryPoint: ['python3', '-c', server],
  portMappings: [{ containerPort: 8000, hostPort: 0 }],
}
const shell = (script: string) => ({ entryPoint: ['sh', '-c', script] })
const awslogs = (group: string, options: object = {}) => ({
  logConfiguration: {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': group,
      'awslogs-region': 'us-east-1',
      'awslogs-stream-prefix': 'x',
      ...options,
    },
  },
})

describe.skipIf(!canRunSandbox)('containers in a machine', () => {
  let world: AgentWorld

  beforeAll(async () => {
    world = await startAgentWorld()
  })
  afterAll(() => world.sandbox.remove())

  describe('a task that serves', () => {
    const task = taskOf('serving', [
      {
        ...serving,
        ...awslogs('/stack/ecs/web'),
        user: 'web',
        environment: [{ name: 'OWN', value: 'task' }],
        environmentFiles: [{ value: 'arn:aws:s3:::settings/web.env', type: 's3' }],
        secrets: [
          { name: 'PASSWORD', valueFrom: 'arn:aws:secretsmanager:us-east-1:1:secret:db-AbCdEf:password::' },
          { name: 'KEY', valueFrom: '/web/known' },
        ],
      },
    ])
    let port = 0
    let runtimeId = ''
    const about = async () =>
      (await (await fetch(`http://${world.address}:${port}/`)).json()) as { environment: object }

    test('is reported with its image and host port', async () => {
      await world.order(task)
      const { containers } = await world.reported(task, ({ status }) => status === 'RUNNING')
      expect(containers).toMatchObject([{ containerName: 'web', status: 'RUNNING' }])
      expect(containers[0]?.imageDigest).toMatch(/^sha256:/)
      port = containers[0]?.networkBindings[0]?.hostPort ?? 0
      runtimeId = containers[0]?.runtimeId ?? ''
      expect(port).toBeGreaterThanOrEqual(32_768)
    })

    test('answers at that port, on the network and in the machine, as the user of the definition', async () => {
      await vi.waitFor(about)
      expect(await about()).toMatchObject({ user: 1001 })
      expect(await world.sandbox.inMachine(world.instanceId, `curl -s localhost:${port}`)).toContain('1001')
    })

    test('has variables of image, files, definition and secrets', async () => {
      expect((await about()).environment).toMatchObject({
        GREETING: 'hello',
        FROM_FILE: 'yes',
        OWN: 'task',
        PASSWORD: 'from secret',
        KEY: 'from parameter',
        AWS_EXECUTION_ENV: 'AWS_ECS_EC2',
      })
    })

    test('gets the credentials of its role, and its metadata', async () => {
      expect(await about()).toMatchObject({
        role: { AccessKeyId: 'ASIATASK', Expiration: '2030-01-01T00:00:00Z' },
        task: { TaskARN: task.taskArn, Family: 'serving', Containers: [{ DockerId: runtimeId }] },
      })
    })

    test('sends its output to the stream, with the execution role', async () => {
      const sent = await vi.waitFor(
        async () => {
          const events = await world.calls('PutLogEvents')
          expect(events).not.toEqual([])
          return events
        },
        { timeout: 20_000 },
      )
      expect(sent[0]?.body.logStreamName).toBe(`x/web/${task.taskArn.split('/').at(-1)}`)
      expect(JSON.stringify(sent.map(({ body }) => body.logEvents))).toMatch(/listening.*to standard error/)
      expect(sent[0]?.key).toBe('ASIAEXECUTION')
    })

    test('runs on while the agent restarts, which lists it', async () => {
      await world.sandbox.inMachine(world.instanceId, 'systemctl restart ecs')
      const list = "curl -sf --noproxy '*' localhost:51678/v1/tasks"
      const tasks = await vi.waitFor(() => world.sandbox.inMachine(world.instanceId, list), {
        timeout: 30_000,
      })
      expect(tasks).toContain(runtimeId)
      expect(await about()).toMatchObject({ user: 1001 })
    })

    test('ends with its own exit code after SIGTERM, and its port is closed', async () => {
      await world.order(stopped(task))
      const { containers } = await world.reported(task, ({ status }) => status === 'STOPPED')
      expect(containers).toMatchObject([{ status: 'STOPPED', exitCode: 7, runtimeId }])
      await expect(about()).rejects.toThrow()
    })
  })

  test('containers start by their dependencies, and the failure of an essential one ends the others', async () => {
    const first = { ...shell('exit 0'), name: 'migrate', essential: false }
    const healthCheck = { command: ['CMD-SHELL', 'ls /tmp/ready'], interval: 1, retries: 30 }
    const main = {
      ...shell('echo >/tmp/ready; exec sleep 1000'),
      name: 'main',
      healthCheck,
      dependsOn: [{ containerName: 'migrate', condition: 'SUCCESS' }],
    }
    const last = {
      ...shell('exit 3'),
      name: 'last',
      dependsOn: [{ containerName: 'main', condition: 'HEALTHY' }],
    }
    const task = taskOf('ordered', [first, main, last])
    await world.order(task)
    const report = await world.reported(task, ({ status }) => status === 'STOPPED')
    expect(report.reason).toBe('Essential container in task exited')
    // The first process of a container ignores SIGTERM unless it handles it.
    expect(report.containers).toMatchObject([
      { containerName: 'migrate', exitCode: 0 },
      { containerName: 'main', exitCode: 137, healthStatus: 'HEALTHY' },
      { containerName: 'last', exitCode: 3 },
    ])
  })

  test('tasks that cannot run are reported with the words of agent and Docker', async () => {
    const taken = (port: number) => ({ ...serving, portMappings: [{ containerPort: 8000, hostPort: port }] })
    const cases: [string, object, RegExp, object?][] = [
      [
        'tag',
        { image: image('web:absent') },
        /^CannotPullContainerError: Error response from daemon: manifest for .*web:absent not found: manifest unknown: Requested image not found$/,
      ],
      [
        'repository',
        { image: image('other:1') },
        /^CannotPullContainerError: .* repository .*other not found: name unknown: /,
      ],
      [
        'denied',
        // An image that was pulled before would run.
        { image: image('web:denied') },
        /^CannotPullECRContainerError: AccessDeniedException: .*ecr:GetAuthorizationToken/,
        { executionRole: role('ASIADENIED') },
      ],
      ['unreachable', { image: '127.0.0.1:1/web:1' }, /^CannotPullContainerError: .*connection refused/],
      [
        'group',
        awslogs('/missing'),
        /^CannotStartContainerError: .*failed to create Cloudwatch log stream.*ResourceNotFoundException: The specified log group does not exist/,
      ],
      [
        'secret',
        { secrets: [{ name: 'X', valueFrom: 'arn:aws:secretsmanager:us-east-1:1:secret:absent-AbCdEf' }] },
        /^Fetching secret data from AWS Secrets Manager in region us-east-1: secret .*absent-AbCdEf: ResourceNotFoundException/,
      ],
      [
        'program',
        { entryPoint: ['/absent'] },
        /^CannotStartContainerError: .*exec: "\/absent": stat \/absent: no such file or directory/,
      ],
      ['port', taken(22), /^CannotStartContainerError: .*bind: address already in use/],
      ['links', { links: ['x'] }, /^CannotCreateContainerError: the sandbox does not support links/],
      [
        'volume',
        {},
        /^CannotCreateVolumeError: /,
        { volumes: [{ name: 'x', efsVolumeConfiguration: { fileSystemId: 'fs-1' } }] },
      ],
      ['user', { user: 'absent' }, /^CannotStartContainerError: .*unable to find user absent/],
    ]
    const tasks = cases.map(([name, container, , more]) => taskOf(`no-${name}`, [container], more))
    await world.order(...tasks)
    for (const [index, task] of tasks.entries()) {
      const { reason, containers } = await world.reported(task, ({ status }) => status === 'STOPPED')
      expect(reason).toMatch(cases[index]?.[2] ?? /$^/)
      expect(containers[0]).toMatchObject({ status: 'STOPPED', reason })
      expect(containers[0]).not.toHaveProperty('exitCode')
    }
  })

  test('a container that uses more memory than its limit is killed', async () => {
    const grow = { entryPoint: ['python3', '-c', 'import time; held = b"x" * 100_000_000; time.sleep(1000)'] }
    const small = taskOf('small', [{ ...grow, memory: 64 }])
    const large = taskOf('large', [{ ...grow, memory: 256 }])
    await world.order(small, large)
    const { containers } = await world.reported(small, ({ status }) => status === 'STOPPED')
    const reason = 'OutOfMemoryError: Container killed due to memory usage'
    expect(containers).toMatchObject([{ exitCode: 137, reason }])
    expect((await world.reported(large, () => true)).status).toBe('RUNNING')
  })

  test('containers share volumes: folders of the machine and volumes of Docker', async () => {
    const mountPoints = [
      { sourceVolume: 'public', containerPath: '/public' },
      { sourceVolume: 'scratch', containerPath: '/scratch' },
    ]
    const write = {
      ...shell('echo from >/public/file; echo it >/scratch/file'),
      essential: false,
      mountPoints,
    }
    const read = {
      ...shell('cat /public/file /scratch/file; echo no >/public/other; exit 0'),
      mountPoints: mountPoints.map(point => ({ ...point, readOnly: true })),
      dependsOn: [{ containerName: 'web', condition: 'SUCCESS' }],
      ...awslogs('/volumes', {}),
    }
    const volumes = [{ name: 'public', host: { sourcePath: '/data/public' } }, { name: 'scratch' }]
    const task = taskOf('volumes', [write, read], { volumes })
    await world.order(task)
    await world.reported(task, ({ status }) => status === 'STOPPED')
    const events = (await world.calls('PutLogEvents')).filter(({ body }) => body.logGroupName === '/volumes')
    expect(JSON.stringify(events)).toMatch(/from.*it.*Read-only file system/)
    expect(await world.sandbox.inMachine(world.instanceId, 'ls /data/public')).toBe('file')
  })

  test('with awsvpc a task has an address of the network, and with host the ports of the machine', async () => {
    const address = world.address.replace(/\d+$/, '200')
    const gateway = world.address.replace(/\d+$/, '1')
    const own = taskOf('awsvpc', [serving], { networkMode: 'awsvpc', networkInterface: { address, gateway } })
    const host = {
      ...serving,
      environment: [{ name: 'PORT', value: '8001' }],
      portMappings: [{ containerPort: 8001 }],
    }
    const shared = taskOf('host', [host], { networkMode: 'host' })
    await world.order(own, shared)
    await world.reported(own, ({ status }) => status === 'RUNNING')
    await world.reported(shared, ({ status }) => status === 'RUNNING')
    for (const place of [`${address}:8000`, `${world.address}:8001`]) {
      const about = await vi.waitFor(async () => (await fetch(`http://${place}/`)).json(), {
        timeout: 20_000,
      })
      expect(about).toMatchObject({ role: { AccessKeyId: 'ASIATASK' } })
    }
  })

  test('containers get a token of the metadata service unless the hop limit is 1', async () => {
    const request = `
import urllib.request as u
header = {'X-aws-ec2-metadata-token-ttl-seconds': '60'}
u.urlopen(u.Request('http://169.254.169.254/latest/api/token', method='PUT', headers=header), timeout=3)`
    const exitCode = async (name: string) => {
      const task = taskOf(name, [{ entryPoint: ['python3', '-c', request] }])
      await world.order(task)
      const { containers } = await world.reported(task, ({ status }) => status === 'STOPPED')
      return containers[0]?.exitCode
    }
    expect(await exitCode('two-hops')).toBe(0)
    await new EC2Client(world.sandbox.clientOptions).send(
      new ModifyInstanceMetadataOptionsCommand({
        InstanceId: world.instanceId,
        HttpPutResponseHopLimit: 1,
        HttpTokens: 'required',
      }),
    )
    expect(await exitCode('one-hop')).toBe(1)
    const token =
      "curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' 169.254.169.254/latest/api/token"
    expect(await world.sandbox.inMachine(world.instanceId, token)).not.toBe('')
  })

  test('a restart of the machine ends its tasks, which are reported as stopped; it can run others', async () => {
    const task = taskOf('restarted', [serving])
    await world.order(task)
    await world.reported(task, ({ status }) => status === 'RUNNING')
    // The agent does not see how the container ends.
    await world.sandbox.inMachine(world.instanceId, 'systemctl stop ecs')
    await new EC2Client(world.sandbox.clientOptions).send(
      new RebootInstancesCommand({ InstanceIds: [world.instanceId] }),
    )
    const { containers } = await world.reported(task, ({ status }) => status === 'STOPPED')
    expect(containers).toMatchObject([{ status: 'STOPPED', exitCode: 255 }])
    const next = taskOf('after', [serving])
    await world.order(next)
    await world.reported(next, ({ status }) => status === 'RUNNING')
  })
})
