/** Longest name that STS takes. */
const longest = 64

/**
 * Name of a role's session: says in CloudTrail what is done and by whom, e.g. `packer-ecs-bake-alice`. What STS
 * refuses becomes a dash.
 */
export function sessionName(purpose: string | null, who: string): string {
  return ['packer-ecs', ...(purpose === null ? [] : [purpose]), who]
    .join('-')
    .replaceAll(/[^\w+=,.@-]+/g, '-')
    .slice(0, longest)
    .replace(/-+$/, '')
}
