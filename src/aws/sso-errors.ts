import { ToolError } from '../errors/tool-error.ts'

/** What the SDK tells of IAM Identity Center in words alone, whatever its code. */
export function ssoError(profile: string, cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause
  const { message } = cause
  if (/sso login|UnauthorizedException/.test(message)) {
    const [problem] = message.split(' To refresh this')
    return new ToolError('SSO_LOGIN_NEEDED', `the profile "${profile}" needs a sign-in: ${problem}`, {
      why: 'A sign-in at IAM Identity Center lasts for hours, not for days; an administrator can end it, too.',
      hint: `Run "aws sso login --profile ${profile}" and repeat the command.`,
      cause,
    })
  }
  if (message.includes('ForbiddenException')) {
    return new ToolError('ROLE_DENIED', `the profile "${profile}" gets no session: ${message}`, {
      why: 'IAM Identity Center gives this person no such permission set in this account.',
      hint: 'Check sso_account_id and sso_role_name; the access portal in a browser shows what there is.',
      cause,
    })
  }
  return cause
}
