import { formatPath } from '../finding.ts'
import { mountedVolumes } from '../volumes-of.ts'
import type { Conflict, Rule } from './rule.ts'

/** A volume that is mounted inside another one would hide a part of it, such as the Docker volumes on the data volume. */
export const mountPointsRule: Rule = image => {
  const volumes = mountedVolumes(image)
  return volumes.flatMap(([key, { mountPoint }], index): Conflict[] => {
    const other = volumes.slice(0, index).find(([, before]) => overlap(before.mountPoint, mountPoint))
    if (other === undefined) return []
    const [otherKey, { mountPoint: taken }] = other
    return [
      {
        code: 'MOUNT_POINT_TAKEN',
        path: [...key, 'mountPoint'],
        problem: `but ${formatPath(otherKey)} is mounted on ${taken}`,
        why: 'One of the volumes would hide files of the other.',
        hint: 'Use separate folders that are not inside each other.',
        against: [[...otherKey, 'mountPoint']],
      },
    ]
  })
}

function overlap(one: string, other: string): boolean {
  return `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`)
}
