import { beforeAll, describe, expect, test } from 'vitest'
import { baseTree, isRootOnLinux } from '#test/helpers/base-tree.ts'
import { runBesideAws } from '#test/helpers/stand-ins.ts'

describe.runIf(isRootOnLinux)('stand-ins of the base tree, against the least of AWS', () => {
  let tree: readonly string[]

  beforeAll(async () => {
    tree = await baseTree()
  })

  /** `/calls` names the calls that reached AWS. */
  const run = (script: string, awsOptions?: string) => runBesideAws(tree, script, awsOptions)

  describe('the ECS agent', () => {
    /** Until it answers, or has written that into its log, or is no more. */
    const introspect = (written: string) => `
      until curl -sf --noproxy '*' localhost:51678/v1/metadata; do
        grep -q '${written}' /var/log/ecs/ecs-agent.log 2>/dev/null && break
        kill -0 $agent 2>/dev/null || break
        sleep 0.1
      done`

    async function start(
      configuration: string,
      options: { before?: string; aws?: string; written?: string } = {},
    ): Promise<string> {
      const { output } = await run(
        `
        printf '%s\\n' ${configuration} >/etc/ecs/ecs.config
        ${options.before ?? ''}
        /usr/libexec/amazon-ecs-init start & agent=$!
        ${introspect(options.written ?? 'never written')}
        kill $agent 2>/dev/null; wait $agent; echo "status $?"
        cat /var/log/ecs/ecs-agent.log`,
        options.aws,
      )
      return output
    }

    test('joins the cluster of ecs.config and then tells its name', async () => {
      const output = await start('ECS_CLUSTER=good')
      expect(output).toContain('"Cluster": "good"')
      expect(output).toContain('"Version": "Amazon ECS Agent - v1.107.0 ')
      expect(output).toContain('status 0')
    })

    test('takes quotes as part of the name, so that the cluster is not found', async () => {
      const output = await start(`'ECS_CLUSTER="good"'`)
      expect(output).not.toContain('"Cluster"')
      expect(output).toContain('Cluster not found')
    })

    test('ends for good, with 5, when the cluster that was asked for does not exist', async () => {
      expect(await start('ECS_CLUSTER=missing')).toContain('status 5')
    })

    test('makes the cluster "default" when none was asked for', async () => {
      expect(await start('ECS_LOGLEVEL=info')).toContain('"Cluster": "default"')
    })

    test('restores a saved state instead of registering, whatever ecs.config says', async () => {
      const state = `echo '{"Cluster":"old","ContainerInstanceArn":"arn:old"}' >/var/lib/ecs/data/agent.db`
      const output = await start('ECS_CLUSTER=good', { before: state })
      expect(output).toContain('"ContainerInstanceArn": "arn:old"')
      expect(output).not.toContain('Registering')
    })

    test('tries again without end when the proxy is dead', async () => {
      const settings = 'ECS_CLUSTER=good HTTP_PROXY=127.0.0.1:3128 NO_PROXY=169.254.169.254'
      const output = await start(settings, { written: 'Connection refused' })
      expect(output).toContain('Connection refused')
      expect(output).not.toContain('"Cluster"')
      expect(output).not.toContain('status 5')
    })

    test('cannot register without a role', async () => {
      const written = 'NoCredentialProviders'
      expect(await start('ECS_CLUSTER=good', { aws: '--without-role', written })).toContain(written)
    })

    test('is not started when its image is not cached', async () => {
      const { status } = await run('rm /var/cache/ecs/ecs-agent.tar; /usr/libexec/amazon-ecs-init pre-start')
      expect(status).toBe(1)
    })
  })

  describe('cfn-signal', () => {
    const signal =
      'dnf install -y -q aws-cfn-bootstrap >/dev/null; /opt/aws/bin/cfn-signal --region us-east-1'

    test('signals with the instance id, without a role', async () => {
      const answer = await run(
        `${signal} -e 1 --stack waiting --resource Group; cat /calls`,
        '--without-role',
      )
      expect(answer.output).toMatch(/UniqueId=i-0123456789abcdef0&Status=FAILURE/)
    })

    test("prints the service's refusal and fails", async () => {
      const answer = await run(`${signal} -e 0 --stack gone --resource Group`)
      expect(answer).toEqual({ status: 1, output: 'ValidationError: Stack is not there' })
    })

    test('refuses a stack without a resource', async () => {
      expect((await run(`${signal} --stack waiting`)).status).toBe(2)
    })
  })

  test('the CloudWatch agent ships a file from its beginning, with retention, under the instance id', async () => {
    const configuration = JSON.stringify({
      logs: {
        logs_collected: {
          files: {
            collect_list: [
              {
                file_path: '/var/log/x.log',
                log_group_name: '/stack/x',
                log_stream_name: '{instance_id}',
                retention_in_days: 30,
              },
            ],
          },
        },
      },
    })
    const { output } = await run(`
      dnf install -y -q amazon-cloudwatch-agent >/dev/null
      cd /opt/aws/amazon-cloudwatch-agent
      echo 'from before' >/var/log/x.log
      echo '${configuration}' >etc/amazon-cloudwatch-agent.json
      bin/start-amazon-cloudwatch-agent & agent=$!
      until grep -q PutLogEvents /calls; do sleep 0.1; done
      kill $agent; cat /calls`)
    expect(output).toContain('"logStreamName": "i-0123456789abcdef0"')
    expect(output).toContain('"retentionInDays": 30')
    expect(output).toContain('"message": "from before"')
  })
})
