import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bakedImage, type ToolRequest } from '#test/helpers/bake.ts'
import { type Cloud, connectCloud } from '#test/helpers/cloud.ts'
import { orderFault } from '#test/helpers/fault.ts'
import {
  consoleOutput,
  eventually,
  joinCluster,
  launch,
  signalsOf,
  verdictOf,
  verdictsIn,
} from '#test/helpers/instances.ts'
import { makeProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox } from '#test/helpers/sandbox.ts'

/** Puts into the image what must not be found on an instance of it: who the build instance was. */
const rememberBuild = `
mkdir /opt/build
cp /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub /home/ec2-user/.ssh/authorized_keys /opt/build/
# As if the agent had run while the image was baked.
mkdir -p /var/lib/ecs/data && echo '{}' >/var/lib/ecs/data/agent.db
echo ECS_CLUSTER=of-the-build >>/etc/ecs/ecs.config
# A template that is filled in, and an archive that is not needed any more.
sed -i s/NAME/shop/ /etc/app.conf
rm /opt/app.tar`

/** What a hardened base and the steps of a bake do to scripts. */
const scripts = {
  'noexec.sh':
    '#!/bin/bash\nmount --bind /var/tmp /var/tmp; mount -o remount,bind,noexec /var/tmp; touch /run/before-reboot',
  'own.sh': `#!/bin/bash\n${rememberBuild}`,
  'record.sh':
    '#!/bin/bash\nset -eu; [[ ! -e /run/before-reboot ]]\nprintf "%s " "$#" "$1" "$GREETING" >/opt/build/given',
  // The door is locked when it has run.
  'lock.sh':
    '#!/bin/bash\nstat --format=%s /etc/machine-id >/opt/build/cleaned; systemctl stop sshd; passwd --lock ec2-user',
}

const steps = [
  { path: 'noexec.sh', after: 'prepare' },
  { path: 'registry.sh', after: 'docker' },
  { path: 'own.sh' },
  { reboot: true },
  { path: 'record.sh', arguments: ['two words'], environment: { GREETING: "it's", LEVEL: 3 } },
  { path: 'lock.sh', after: 'cleanup' },
]

const ownFiles = {
  'per-boot.sh': '#!/bin/sh\ntouch /run/per-boot-ran\n',
  known_hosts: 'git.corp ssh-ed25519 AAAA\n',
  'app.conf': 'name=NAME\n',
}

/** A registry with one image, app:1, of one file. */
const registry = `#!/usr/bin/env python3
import gzip, hashlib, http.server, io, json, tarfile
raw = io.BytesIO()
with tarfile.open(fileobj=raw, mode='w') as archive:
    entry = tarfile.TarInfo('app')
    entry.size = 4
    archive.addfile(entry, io.BytesIO(b'app\\n'))
layer = gzip.compress(raw.getvalue(), mtime=0)
digest = lambda data: 'sha256:' + hashlib.sha256(data).hexdigest()
config = json.dumps({'architecture': 'amd64', 'os': 'linux', 'config': {}, 'rootfs': {'type': 'layers', 'diff_ids': [digest(raw.getvalue())]}}).encode()
kind = 'application/vnd.docker.distribution.manifest.v2+json'
manifest = json.dumps({'schemaVersion': 2, 'mediaType': kind,
    'config': {'mediaType': 'application/vnd.docker.container.image.v1+json', 'size': len(config), 'digest': digest(config)},
    'layers': [{'mediaType': 'application/vnd.docker.image.rootfs.diff.tar.gzip', 'size': len(layer), 'digest': digest(layer)}]}).encode()
answers = {'/v2/': (b'{}', 'application/json'), '/v2/app/manifests/1': (manifest, kind), '/v2/app/manifests/' + digest(manifest): (manifest, kind)}
answers |= {'/v2/app/blobs/' + digest(data): (data, 'application/octet-stream') for data in (config, layer)}
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        data, kind = answers.get(self.path, (b'', None))
        self.send_response(200 if kind else 404)
        self.send_header('Docker-Distribution-Api-Version', 'registry/2.0')
        self.send_header('Content-Type', kind or 'text/plain')
        self.send_header('Content-Length', str(len(data)))
        self.send_header('Docker-Content-Digest', digest(data))
        self.end_headers()
        if self.command == 'GET':
            self.wfile.write(data)
    do_HEAD = do_GET
http.server.HTTPServer(('127.0.0.1', 5000), Handler).serve_forever()
`

const startRegistry = `#!/bin/bash
systemd-run --quiet --unit=registry python3 /var/tmp/packer-ecs/staging/tools/registry.py
curl --silent --fail --retry 20 --retry-connrefused --retry-delay 1 http://127.0.0.1:5000/v2/
# Not in the configuration: clean-up removes it.
tar --create --files-from=/dev/null | docker import - other:1
`

const settings = {
  staging: ['tools'],
  containerImages: ['127.0.0.1:5000/app:1'],
  logs: { files: [{ path: '/var/log/app/app.log' }, { path: '/opt/*.log', group: 'own' }] },
  metrics: { metrics_collected: { mem: { measurement: ['mem_used_percent'] } } },
}

/** In folders that clean-up goes through, or changed by the script. */
const files = [
  { source: 'per-boot.sh', target: '/var/lib/cloud/scripts/per-boot/own.sh', mode: '0755' },
  { source: 'known_hosts', target: '/root/.ssh/known_hosts' },
  { source: 'app.conf', target: '/var/log/app/.keep', mode: '0040', owner: '0:docker' },
  { source: 'app.conf', target: '/opt/a: "b" \\c' },
  { source: 'app.conf', target: '/etc/app.conf', check: false },
  { source: 'app.conf', target: '/opt/app.tar', check: false },
]

const environment = {
  ECS_CLUSTER: 'shop',
  STACK_NAME: 'shop-stack',
  AUTOSCALING_GROUP: 'EcsGroup',
  AWS_DEFAULT_REGION: 'us-east-1',
}

describe.skipIf(!canRunSandbox)('an instance of the finished AMI', () => {
  let request: ToolRequest
  let cloud: Cloud
  let imageId: string
  let member: string

  const on = (instanceId: string, command: string) => request.sandbox.inMachine(instanceId, command)

  beforeAll(async () => {
    const project = await makeProject(
      { ...settings, scripts: steps, files },
      {
        ...ownFiles,
        'tools/registry.py': registry,
        'registry.sh': startRegistry,
        ...scripts,
      },
    )
    request = { sandbox: await startSandbox(), project }
    cloud = connectCloud(request.sandbox)
    imageId = await bakedImage(request)
    await cloud.createCluster('shop')
    await cloud.createInstanceProfile('ecs-instance')
    await cloud.createWaitingStack('shop-stack', 'EcsGroup')
    member = await launch(cloud, {
      imageId,
      userData: joinCluster(environment),
      instanceProfile: 'ecs-instance',
      devices: [{ DeviceName: '/dev/xvdcy', Ebs: { VolumeSize: 40 } }],
    })
    await verdictOf(cloud, member)
  })

  afterAll(async () => {
    await request?.sandbox.remove()
    await request?.project.remove()
  })

  test('was made by scripts with arguments, after a restart, and after clean-up', async () => {
    expect(await on(member, 'cat /opt/build/given')).toBe("1 two words it's ")
    expect(await on(member, 'cat /opt/build/cleaned')).toBe('0')
  })

  test('joins the cluster that user data names, and no other', async () => {
    expect(await cloud.containerInstances('shop')).toMatchObject([{ instanceId: member }])
    expect(await cloud.clusters()).toEqual(['shop'])
  })

  test('says so on its console, and in its log by the same words', async () => {
    const verdict = await verdictOf(cloud, member)
    expect(verdict).toMatchObject({ result: 'joined', stage: 'joined', reason: '', cluster: 'shop' })
    expect(verdictsIn(await on(member, 'cat /var/log/packer-ecs/first-run.log'))).toEqual([verdict])
  })

  test('tells the stack that it is there', async () => {
    const signals = await eventually(async () => {
      const found = await signalsOf(request.sandbox, member)
      expect(found).not.toEqual([])
      return found
    })
    expect(signals).toEqual([{ stack: 'shop-stack', resource: 'EcsGroup', status: 'SUCCESS', taken: true }])
  })

  test("has its data volume mounted by label, with Docker's volumes on it, as large as it was launched", async () => {
    const mount = await on(member, 'findmnt --noheadings --output LABEL,FSTYPE --mountpoint /data')
    expect(mount.split(/\s+/)).toEqual(['docker', 'xfs'])
    expect(
      await on(member, 'docker volume create kept && docker volume inspect -f {{.Mountpoint}} kept'),
    ).toBe('kept\n/var/lib/docker/volumes/kept/_data')
    expect(await on(member, 'ls -d /data/volumes/kept/_data')).toBe('/data/volumes/kept/_data')
    const gibibytes = Number(await on(member, 'df --output=size --block-size=1G /data | tail -n 1'))
    expect(gibibytes).toBeGreaterThanOrEqual(39)
  })

  test('has the time zone, and the time service running', async () => {
    expect(await on(member, 'timedatectl show -p Timezone --value')).toBe('Europe/Vienna')
    await eventually(() => on(member, 'systemctl is-active chronyd'))
  })

  test('runs what it should and has nothing that failed', async () => {
    await eventually(() => on(member, 'systemctl is-active multi-user.target'))
    expect(await on(member, 'systemctl is-active docker ecs amazon-cloudwatch-agent')).toBe(
      'active\nactive\nactive',
    )
    expect(await on(member, 'systemctl list-units --failed --plain --no-legend')).toBe('')
  })

  test('ships its logs under stack, group and instance, with what the boot wrote before the log agent ran', async () => {
    const messagesOf = (log: string) => cloud.logMessages(`/shop-stack/ec2/EcsGroup/var/log/${log}`, member)
    await eventually(async () =>
      expect(await messagesOf('dmesg')).toContainEqual(expect.stringMatching(/Linux version/)),
    )
    await eventually(async () =>
      expect(await messagesOf('messages')).toContainEqual(expect.stringMatching(/cloud-init\.service/)),
    )
    for (const log of ['docker', 'ecs/ecs-init', 'ecs/ecs-agent']) {
      await eventually(async () => expect(await messagesOf(log), log).not.toEqual([]))
    }
  })

  test('carries no trace of the build instance', async () => {
    expect(await on(member, 'cat /etc/machine-id')).toMatch(/^[0-9a-f]{32}$/)
    expect(await on(member, 'cmp -s /etc/machine-id /opt/build/machine-id || echo differs')).toBe('differs')
    expect(await on(member, 'cat /etc/ssh/ssh_host_ed25519_key.pub')).not.toBe(
      await on(member, 'cat /opt/build/ssh_host_ed25519_key.pub'),
    )
    expect(await on(member, 'cat /opt/build/authorized_keys')).toMatch(/^ssh-rsa /)
    expect(await on(member, 'cat /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys')).toBe('')
    expect(await on(member, 'cat /etc/ecs/ecs.config')).toBe('ECS_CLUSTER=shop')
    expect(await on(member, 'ls -A /var/tmp | grep -v ^systemd-private- || true')).toBe('')
    expect(await on(member, 'ls /var/log/journal')).toBe(await on(member, 'cat /etc/machine-id'))
  })

  test('has the own files where clean-up goes through, and those that a script changed', async () => {
    await eventually(() => on(member, 'ls /run/per-boot-ran'))
    expect(await on(member, 'cat /root/.ssh/known_hosts')).toBe('git.corp ssh-ed25519 AAAA')
    expect(await on(member, 'stat -c "%a %U:%G" /var/log/app/.keep')).toBe('40 root:docker')
    expect(await on(member, `cat '/opt/a: "b" \\c'`)).toBe('name=NAME')
    expect(await on(member, 'cat /etc/app.conf')).toBe('name=shop')
    expect(await on(member, 'ls /opt/app.tar 2>&1 || true')).toContain('No such file')
  })

  test('has the container images of the configuration, and no others', async () => {
    expect(await on(member, "docker image ls --format '{{.Repository}}:{{.Tag}}'")).toBe(
      '127.0.0.1:5000/app:1',
    )
  })

  test('ships own log files, and gives the agent its metrics', async () => {
    await on(member, 'echo hello from the app >>/var/log/app/app.log')
    const group = '/shop-stack/ec2/EcsGroup/var/log/app/app.log'
    await eventually(async () =>
      expect(await cloud.logMessages(group, member)).toContain('hello from the app'),
    )
    const configuration = '/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json'
    expect(JSON.parse(await on(member, `jq .metrics ${configuration}`))).toEqual(settings.metrics)
  })

  test('may run its first run again: it joins nothing twice and signals once', async () => {
    const verdicts = async () => verdictsIn(await on(member, 'cat /var/log/packer-ecs/first-run.log'))
    const before = (await verdicts()).length
    await on(member, 'systemctl start packer-ecs-first-run')
    expect((await verdicts()).slice(before)).toMatchObject([{ result: 'joined' }])
    expect(await cloud.containerInstances('shop')).toHaveLength(1)
    expect(await signalsOf(request.sandbox, member)).toHaveLength(1)
  })

  test('has an identity of its own, and without user data joins nothing', async () => {
    const loner = await launch(cloud, { imageId, instanceProfile: 'ecs-instance' })
    await eventually(() => on(loner, 'systemctl is-active multi-user.target'))
    for (const file of ['/etc/machine-id', '/etc/ssh/ssh_host_ed25519_key.pub']) {
      expect(await on(loner, `cat ${file}`)).not.toBe(await on(member, `cat ${file}`))
    }
    expect(await on(loner, 'systemctl is-enabled ecs || true')).toBe('disabled')
    expect(await on(loner, 'systemctl show -p ConditionResult --value packer-ecs-first-run')).toBe('no')
    expect(verdictsIn(await consoleOutput(cloud, loner))).toEqual([])
    expect(await cloud.clusters()).toEqual(['shop'])
  })

  test('takes no harm from a stack that no longer waits', async () => {
    await orderFault(request.sandbox, 'SignalResource', '--error', 'ValidationError')
    const userData = joinCluster(environment)
    const late = await launch(cloud, { imageId, userData, instanceProfile: 'ecs-instance' })
    expect(await verdictOf(cloud, late)).toMatchObject({ result: 'joined' })
    await eventually(async () =>
      expect(await on(late, 'systemctl show -p Result,ActiveState packer-ecs-first-run')).toBe(
        'Result=success\nActiveState=inactive',
      ),
    )
    await eventually(async () =>
      expect(await signalsOf(request.sandbox, late)).toMatchObject([{ status: 'SUCCESS', taken: false }]),
    )
  })

  test('joins through the old entry, called and awaited by user data, which signals by itself', async () => {
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
    const userData = [
      '#!/bin/bash',
      'cd /home/ec2-user',
      `env -i ${variables.join(' ')} /bin/sh firstrun.sh`,
      'echo "status $?" >/root/entry',
    ]
    const old = await launch(cloud, {
      imageId,
      userData: userData.join('\n'),
      instanceProfile: 'ecs-instance',
    })
    expect(await eventually(() => on(old, 'cat /root/entry'))).toBe('status 0')
    expect(await cloud.containerInstances('shop')).toContainEqual(
      expect.objectContaining({ instanceId: old }),
    )
    expect(await signalsOf(request.sandbox, old)).toEqual([])
  })
})
