import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import type { TestSandbox } from './sandbox.ts'

/** A user of the sandbox's account who may do nothing but take a role, and only with a code. */
export interface MfaUser {
  readonly serial: string
  readonly roleArn: string
  readonly secretAccessKey: string
  /** Prints a code of the user's device. */
  readonly mfaCommand: readonly string[]
  /** The environment of that person: profile `build`, no keys, a `[default]` profile of somebody else. */
  readonly environment: NodeJS.ProcessEnv
}

const externalId = 'packer-ecs-tests'

/** Who the sandbox's own clients are, in place of the AWS files. */
const sandboxIdentity = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
]

/** `folder`: the person's home, with AWS files and caches. */
export async function createMfaUser(sandbox: TestSandbox, folder: string): Promise<MfaUser> {
  const iam = new IAMClient(sandbox.clientOptions)
  const UserName = 'alice'
  const RoleName = 'images'
  const roleArn = `arn:aws:iam::${sandbox.accountId}:role/${RoleName}`
  await iam.send(new CreateUserCommand({ UserName }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  const { VirtualMFADevice } = await iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }),
  )
  const serial = VirtualMFADevice?.SerialNumber ?? ''
  const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' }
  await iam.send(new EnableMFADeviceCommand({ UserName, SerialNumber: serial, ...codes }))
  await iam.send(
    new PutUserPolicyCommand({
      UserName,
      PolicyName: 'take-role',
      PolicyDocument: policy({ Action: 'sts:AssumeRole', Resource: roleArn }),
    }),
  )
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: policy({
        Principal: { AWS: `arn:aws:iam::${sandbox.accountId}:root` },
        Action: 'sts:AssumeRole',
        Condition: {
          Bool: { 'aws:MultiFactorAuthPresent': 'true' },
          StringEquals: { 'sts:ExternalId': externalId },
        },
      }),
    }),
  )
  await iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: 'everything',
      PolicyDocument: policy({ Action: '*', Resource: '*' }),
    }),
  )
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {}
  await writeAwsFiles(join(folder, '.aws'), {
    default: keys('AKIAWRONGWRONGWRONG1', 'wrong/wrong/wrong/wrong/wrong/wrong/wron'),
    alice: keys(AccessKeyId, SecretAccessKey),
    build: { role_arn: roleArn, source_profile: 'alice', mfa_serial: serial, external_id: externalId },
  })
  const environment = { ...sandbox.environment }
  for (const name of sandboxIdentity) delete environment[name]
  return {
    serial,
    roleArn,
    secretAccessKey: SecretAccessKey,
    mfaCommand: [
      process.execPath,
      join(import.meta.dirname, '../../sandbox/main.ts'),
      'mfa-code',
      serial,
      '--state-folder',
      sandbox.stateFolder,
    ],
    environment: {
      ...environment,
      HOME: folder,
      AWS_PROFILE: 'build',
      XDG_CACHE_HOME: join(folder, 'cache'),
    },
  }
}

function keys(id: string, secret: string): Record<string, string> {
  return { aws_access_key_id: id, aws_secret_access_key: secret }
}

/** Both files have the profiles, as the SDK reads them together. */
async function writeAwsFiles(folder: string, profiles: Readonly<Record<string, Record<string, string>>>) {
  await mkdir(folder)
  const section = (title: string, name: string) =>
    [
      `[${title}]`,
      ...Object.entries(profiles[name] ?? {}).map(([key, value]) => `${key} = ${value}`),
      '',
    ].join('\n')
  await writeFile(join(folder, 'config'), section('profile build', 'build'))
  await writeFile(join(folder, 'credentials'), section('default', 'default') + section('alice', 'alice'))
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
}
