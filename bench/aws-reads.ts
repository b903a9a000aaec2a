import { pythonTool } from '#test/helpers/python-tools.ts'
import { time } from './measure.ts'

/** Seconds that the AWS CLI takes for these calls, one after the other, as a script would make them. */
export async function awsReads(environment: Readonly<Record<string, string>>) {
  const [python, aws] = await pythonTool('awscli')
  return (calls: readonly string[]): number =>
    calls
      .map(call => time({ file: python, argv: [aws, ...call.split(' ')], environment }))
      .reduce((sum, seconds) => sum + seconds, 0)
}

const base = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'
const ownImages = 'ec2 describe-images --owners self --filters Name=tag:packer-ecs:image,Values=ecs'
const snapshots = 'ec2 describe-snapshots --owner-ids self'

/** What the plan of a bake reads. */
export const bakeReads = [
  'sts get-caller-identity',
  `ssm get-parameter --name ${base}`,
  'ec2 describe-images --owners amazon --filters Name=name,Values=al2023-ami-ecs-hvm-*',
  ownImages,
  snapshots,
]

/** What the plan of a deploy reads, apart from its change set. */
export const deployReads = [
  'sts get-caller-identity',
  'cloudformation describe-stacks --stack-name STACK',
  ownImages,
  snapshots,
  'ec2 describe-instance-types --instance-types t3.medium',
]

/** What `status` reads. */
export const statusReads = [
  'sts get-caller-identity',
  'cloudformation describe-stacks --stack-name STACK',
  'cloudformation describe-stack-resources --stack-name STACK',
  'ec2 describe-instances',
  ownImages,
]

/** What the plan of a service reads, apart from its change set. */
export const serviceReads = [
  'sts get-caller-identity',
  'cloudformation describe-stacks --stack-name packer-ecs-dev-service',
  'ecs describe-services --cluster CLUSTER --services SERVICE',
  'ecr describe-images --repository-name packer-ecs/web --image-ids imageTag=2',
  'ecs list-container-instances --cluster CLUSTER',
]
