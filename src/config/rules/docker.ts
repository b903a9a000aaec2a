import type { Rule } from './rule.ts'

/** userns-remap makes Docker use a folder below /var/lib/docker, with another folder for volumes. */
export const dockerRule: Rule = ({ docker, dataVolume }) => {
  if (docker['userns-remap'] === undefined || docker['userns-remap'] === '') return []
  if (dataVolume === null || dataVolume.docker === 'all') return []
  return [
    {
      code: 'DOCKER_OFF_DATA_VOLUME',
      path: ['docker', 'userns-remap'],
      problem: 'which moves the Docker volumes off the data volume',
      why: 'With it, Docker uses a separate folder below /var/lib/docker, but only /var/lib/docker/volumes is on the volume.',
      hint: 'Set "dataVolume.docker: all", so that all of Docker is on the data volume.',
      against: [['dataVolume']],
    },
  ]
}
