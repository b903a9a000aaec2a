import { beforeAll, describe, expect, test } from 'vitest'
import { baseTree, isRootOnLinux, runInTree, type TreeAnswer } from '#test/helpers/base-tree.ts'

describe.runIf(isRootOnLinux)('the base tree looks like AL2023', () => {
  let tree: readonly string[]

  beforeAll(async () => {
    tree = await baseTree()
  })

  async function run(script: string): Promise<TreeAnswer> {
    return runInTree(tree, script)
  }

  async function output(script: string): Promise<string> {
    const answer = await run(script)
    expect(answer.status, answer.output).toBe(0)
    return answer.output
  }

  describe('the system', () => {
    test('says that it is Amazon Linux 2023', async () => {
      expect(await output('. /etc/os-release; echo $ID-$VERSION_ID; cat /etc/system-release')).toMatch(
        /^amzn-2023\nAmazon Linux release 2023\./,
      )
    })

    test('has bash as sh, and gawk as awk', async () => {
      const versions = await output('sh --version | head -1; awk --version | head -1')
      expect(versions).toMatch(/^GNU bash.*\nGNU Awk/)
    })

    test('has dnf as yum, as Amazon Linux has', async () => {
      expect(
        await output(
          'yum --version | head -1; test "$(readlink -f /usr/bin/yum)" = "$(readlink -f /usr/bin/dnf)"',
        ),
      ).toMatch(/^\d/)
    })

    test('looks names up in files only', async () => {
      expect(await output('grep ^hosts: /etc/nsswitch.conf')).toBe('hosts: files')
      expect((await run('timeout 20 getent hosts example.com')).status).toBe(2)
    })

    test('brings no machine id, host key, host name or resolver of its own', async () => {
      const files = '/etc/hostname /etc/resolv.conf /etc/ssh/ssh_host_*'
      expect(await output(`wc -c </etc/machine-id; ls ${files} 2>/dev/null || true`)).toBe('0')
    })

    test('keeps its journal', async () => {
      expect(await output('stat -c %F /var/log/journal')).toBe('directory')
    })

    test('keeps time with chronyd, whose server comes from /run/chrony.d', async () => {
      const lines = await output(`
        systemctl is-enabled chronyd
        grep sourcedir /etc/chrony.conf
        systemd-tmpfiles --create --prefix /run/chrony.d 2>/dev/null; cat /run/chrony.d/*`)
      expect(lines).toMatch(/^enabled\nsourcedir \/run\/chrony.d\nserver 169\.254\.169\.123 .*$/)
    })

    test('has no rsyslog and no cron', async () => {
      expect((await run('type rsyslogd crond')).status).not.toBe(0)
    })

    test('boots without a cycle among its units, cloud-init included', async () => {
      // What cloud-init's generator does at boot.
      const wants = 'systemctl --quiet add-wants multi-user.target cloud-init.target'
      expect(await output(`${wants}; systemd-analyze verify --man=no multi-user.target`)).toBe('')
    })
  })

  describe('logging in', () => {
    test('is as ec2-user, who may use sudo without a password', async () => {
      const user = `import yaml; print(yaml.safe_load(open('/etc/cloud/cloud.cfg'))['system_info']['default_user'])`
      expect(await output(`python3 -c "${user}"`)).toMatch(/'name': 'ec2-user'.*NOPASSWD:ALL/)
    })

    test('takes the SHA-1 signatures of an old Packer', async () => {
      const algorithms = await output(
        'ssh-keygen -A >/dev/null; mkdir -p /run/sshd; sshd -T | grep -i pubkeyaccepted',
      )
      expect(algorithms).toContain('ssh-rsa')
    })
  })

  describe('the order of starting', () => {
    test('the agent comes after cloud-final and goes with Docker', async () => {
      const unit = await output('systemctl is-enabled ecs; cat /usr/lib/systemd/system/ecs.service')
      for (const line of [
        'enabled',
        'After=cloud-final.service',
        'PartOf=docker.service',
        'RestartPreventExitStatus=5',
      ])
        expect(unit.split('\n')).toContain(line)
    })

    test('cloud-final does not wait for multi-user.target', async () => {
      expect(await output('cat /usr/lib/systemd/system/cloud-final.service')).not.toContain(
        'multi-user.target',
      )
    })
  })

  describe('volumes', () => {
    const devices = 'mkdir -p /etc/sandbox; echo "xvdcy /dev/loop7" >/etc/sandbox/devices; touch /dev/shm/x'

    test('ebsnvme-id names an attached volume and refuses any other', async () => {
      expect(await output(`${devices}; ebsnvme-id -b /dev/loop7`)).toBe('/dev/xvdcy')
      const other = await run(`${devices}; ebsnvme-id -b /dev/null`)
      expect(other).toEqual({ status: 1, output: "[ERROR] Not an EBS device: '/dev/null'" })
    })

    test("an entry of fstab becomes a mount unit, though a container's devices are announced by nobody", async () => {
      const unit = await output(`
        echo 'LABEL=docker /data xfs defaults,nofail 0 2' >>/etc/fstab
        /usr/lib/systemd/system-generators/sandbox-fstab /tmp /tmp /tmp
        readlink /tmp/local-fs.target.wants/data.mount; cat /tmp/data.mount`)
      expect(unit).toMatch(/^\.\.\/data.mount\n/)
      expect(unit).toContain('What=LABEL=docker\nWhere=/data\nType=xfs\n')
      expect(unit).not.toContain('Before=local-fs.target')
    })
  })

  describe('packages', () => {
    test('the database knows what the ECS-optimized AMI has', async () => {
      expect(await output('rpm -q --qf "%{NAME} %{VERSION}\\n" docker ecs-init kernel')).toBe(
        'docker 25.0.16\necs-init 1.107.0\nkernel 6.1.158',
      )
    })

    test('the release is locked: without another one an update finds nothing', async () => {
      expect(await output('dnf upgrade -y')).toContain('Nothing to do.')
    })

    test('a newer release updates the system but not what is excluded', async () => {
      const versions = await output(`
        dnf upgrade -y -q --releasever=2023.12.20261020 --exclude='docker*' --exclude='containerd*' \
          --exclude='runc*' --exclude='ecs*' >/dev/null
        rpm -q docker openssl; cat /etc/system-release; grubby --default-kernel`)
      expect(versions).toBe(
        [
          'docker-25.0.16-1.amzn2023.0.1.x86_64',
          'openssl-3.2.2-1.amzn2023.0.5.x86_64',
          'Amazon Linux release 2023.12.20261020 (Amazon Linux)',
          '/boot/vmlinuz-6.1.161-183.298.amzn2023.x86_64',
        ].join('\n'),
      )
    })

    test('a release that does not exist is refused', async () => {
      const answer = await run('dnf upgrade -y --releasever=2023.0.1')
      expect(answer.status).toBe(1)
      expect(answer.output).toContain('Failed to download metadata')
    })

    test('a package that does not exist is refused, one that is there already is not', async () => {
      expect((await run('dnf install -y no-such-package')).output).toContain('No match for argument')
      expect(await output('dnf install -y jq')).toContain('already installed')
    })

    test('rsyslog, when installed, brings its program and unit', async () => {
      expect(await output('dnf install -y -q rsyslog >/dev/null; rsyslogd -v | head -1')).toContain(
        'rsyslogd',
      )
    })
  })

  describe('the CloudWatch agent', () => {
    const ctl = '/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl'
    const journal = '{"logs":{"logs_collected":{"journald":{"collect_list":[{"log_group_name":"g"}]}}}}'

    async function fetchConfiguration(content: string, release = '2023.12.20261006'): Promise<TreeAnswer> {
      return run(`
        dnf install -y -q --releasever=${release} amazon-cloudwatch-agent >/dev/null
        echo '${content}' >/root/agent.json
        ${ctl} -a fetch-config -m ec2 -c file:/root/agent.json`)
    }

    test('takes a journald input', async () => {
      const answer = await fetchConfiguration(journal)
      expect(answer.output).toContain('Configuration validation succeeded')
      expect(answer.status).toBe(0)
    })

    test.each([
      ['an unknown section', '{"logs":{"logs_collected":{"journal":{}}}}', 'property journal is not allowed'],
      ['a log without a group', journal.replace('"log_group_name":"g"', ''), 'log_group_name is required'],
      ['what is not JSON', '{', 'Failed to read'],
    ])('refuses %s', async (_, content, message) => {
      const answer = await fetchConfiguration(content)
      expect(answer.output).toContain(message)
      expect(answer.status).toBe(1)
    })

    test('of an older release knows no journald input', async () => {
      const answer = await fetchConfiguration(journal, '2023.12.20260914')
      expect(answer.output).toContain('property journald is not allowed')
      expect(answer.status).toBe(1)
    })
  })
})
