import { itemType, ssmValueType } from '../template/parameter-declaration.ts'
import { type GivenParameter, valuesOf } from '../template/parameters.ts'
import type { Template } from '../template/template.ts'
import { ApiError } from '../types.ts'

/** The error of a call to another service, if the caller's policies do not allow it. */
export type Refusal = (
  service: string,
  action: string,
  parameters: Readonly<Record<string, unknown>>,
) => Promise<{ readonly code: string; readonly message: string; readonly status: number } | undefined>

/** The call that checks values of an AWS-specific type. */
const checkedBy: Readonly<Record<string, string>> = {
  'AWS::EC2::AvailabilityZone::Name': 'DescribeAvailabilityZones',
  'AWS::EC2::Image::Id': 'DescribeImages',
  'AWS::EC2::Instance::Id': 'DescribeInstances',
  'AWS::EC2::KeyPair::KeyName': 'DescribeKeyPairs',
  'AWS::EC2::SecurityGroup::GroupName': 'DescribeSecurityGroups',
  'AWS::EC2::SecurityGroup::Id': 'DescribeSecurityGroups',
  'AWS::EC2::Subnet::Id': 'DescribeSubnets',
  'AWS::EC2::VPC::Id': 'DescribeVpcs',
  'AWS::EC2::Volume::Id': 'DescribeVolumes',
}

/**
 * CloudFormation reads SSM parameters and checks values of AWS-specific types with the caller's rights, even if the stack
 * has a service role.
 * @throws ApiError `ValidationError` with the error of the other service
 */
export async function assertReadable(
  template: Template,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>> | null,
  refusal: Refusal,
): Promise<void> {
  for (const [name, value] of Object.entries(valuesOf(template, given, previous))) {
    const type = template.parameters[name]?.type ?? ''
    const stored = ssmValueType(type)
    if (stored !== null) await assertAllowed('ssm', 'GetParameters', { Names: [value] }, refusal)
    const check = checkedBy[itemType(stored ?? type)]
    if (check !== undefined) await assertAllowed('ec2', check, {}, refusal)
  }
}

/**
 * CloudFormation reads a template in S3 with the caller's rights.
 * @throws ApiError `ValidationError` with the error of S3
 */
export async function assertTemplateReadable(
  object: { readonly bucket: string; readonly key: string },
  refusal: Refusal,
): Promise<void> {
  const error = await refusal('s3', 'GetObject', { Bucket: object.bucket, Key: object.key })
  if (error === undefined) return
  const more = 'For more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html'
  throw new ApiError('ValidationError', `S3 error: Access Denied\n${more}`)
}

const clients: Readonly<Record<string, string>> = { ec2: 'AmazonEC2', ssm: 'AWSSimpleSystemsManagement' }

async function assertAllowed(
  service: string,
  action: string,
  parameters: Readonly<Record<string, unknown>>,
  refusal: Refusal,
): Promise<void> {
  const error = await refusal(service, action, parameters)
  if (error === undefined) return
  const details = `Service: ${clients[service]}; Status Code: ${error.status}; Error Code: ${error.code}`
  throw new ApiError('ValidationError', `${error.message} (${details})`)
}
