import { originWords, type ProjectName, projectTag, scopeOf } from '../../images/scope.ts'
import { tagKeys } from '../../images/tags.ts'
import { describeAmi } from './deployed-ami.ts'
import type { FoundAmi } from './find-amis.ts'

interface Checked {
  readonly ami: FoundAmi
  readonly projectName: ProjectName
}

/** Notices about the project that the AMI belongs to; none for an AMI of this project. */
export function checkProject({ ami: { found, passedOver }, projectName }: Checked): string[] {
  const newer =
    passedOver === null
      ? []
      : [
          `${describeAmi(passedOver)} is newer, but from before projects, so it may belong to another project. Pass --ami ${passedOver.imageId} to use it.`,
        ]
  if (found.tags[tagKeys.image] === undefined) return newer
  const what = `${describeAmi(found)} is from ${originWords(found.tags[tagKeys.project])}`
  const own = originWords(projectTag(projectName)[tagKeys.project])
  switch (scopeOf(found.tags, projectName)) {
    case 'own':
      return newer
    case 'before':
      return [`${what}. Check that it is yours: deploying it assigns it to ${own}.`, ...newer]
    case 'other':
      return [`${what}; this configuration has ${own}.`]
  }
}
