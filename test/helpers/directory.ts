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

/** Statements of a policy, which is not made when there are none. */
type Statements = readonly object[]

export const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }]

/** Makes users and roles in the sandbox's IAM, as an administrator does. */
export function directoryOf(sandbox: TestSandbox) {
  const iam = new IAMClient(sandbox.clientOptions)
  return {
    /** A user's key. */
    async user(UserName: string, statements: Statements) {
      await iam.send(new CreateUserCommand({ UserName }))
      if (statements.length > 0) await this.allowUser(UserName, statements)
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
      return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
    },
    async allowUser(UserName: string, statements: Statements) {
      const PolicyDocument = documentOf(statements)
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }))
    },
    /** A role's ARN; `trust` are the statements of its trust policy. */
    async role(RoleName: string, trust: Statements, statements: Statements): Promise<string> {
      const AssumeRolePolicyDocument = documentOf(trust)
      const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
      if (statements.length > 0) {
        const PolicyDocument = documentOf(statements)
        await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }))
      }
      return Role?.Arn ?? ''
    },
    /** Serial number of a virtual MFA device that is the user's. */
    async mfaDevice(UserName: string): Promise<string> {
      const { VirtualMFADevice } = await iam.send(
        new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }),
      )
      const SerialNumber = VirtualMFADevice?.SerialNumber ?? ''
      const codes = { AuthenticationCode1: '000000', AuthenticationCode2: '000000' }
      await iam.send(new EnableMFADeviceCommand({ UserName, SerialNumber, ...codes }))
      return SerialNumber
    },
    /** Statement of a trust policy. */
    trusts: (principal: string, Condition: object = {}) => ({
      Effect: 'Allow',
      Principal: { AWS: principal },
      Action: 'sts:AssumeRole',
      Condition,
    }),
    root: `arn:aws:iam::${sandbox.accountId}:root`,
  }
}

export type TestDirectory = ReturnType<typeof directoryOf>

function documentOf(Statement: Statements): string {
  return JSON.stringify({ Version: '2012-10-17', Statement })
}
