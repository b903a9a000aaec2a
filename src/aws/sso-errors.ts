import { ToolError } from '../errors/tool-error.ts'

/** Errors of IAM Identity Center, which the SDK distinguishes only by their messages. */
export function ssoError(profile: string, cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause
  const { message } = cause
  if (/sso login|UnauthorizedException/.test(message)) {
    const [problem] = message.split(' To refresh this')
    return new ToolError('SSO_LOGIN_NEEDED', `you must sign in with the profile "${profile}": ${problem}`, {
      why: 'A sign-in to IAM Identity Center lasts some hours; an administrator can also end it.',
      hint: `Run "aws sso login --profile ${profile}", then run the command again.`,
      cause,
    })
  }
  if (message.includes('ForbiddenException')) {
    return new ToolError(
      'ROLE_DENIED',
      `IAM Identity Center refused a session for the profile "${profile}": ${message}`,
      {
        why: 'This permission set is not assigned to you in this account.',
        hint: 'Check sso_account_id and sso_role_name; the AWS access portal shows your accounts and permission sets.',
        cause,
      },
    )
  }
  return cause
}
