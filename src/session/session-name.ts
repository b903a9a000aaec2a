/** Maximum length that STS allows. */
const longest = 64

/**
 * Name of a role's session. It shows the purpose and the user in CloudTrail, e.g. `packer-ecs-bake-alice`. Characters
 * that STS does not allow become dashes.
 */
export function sessionName(purpose: string | null, who: string): string {
  return ['packer-ecs', ...(purpose === null ? [] : [purpose]), who]
    .join('-')
    .replaceAll(/[^\w+=,.@-]+/g, '-')
    .slice(0, longest)
    .replace(/-+$/, '')
}
