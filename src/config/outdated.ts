export const outdatedHint = 'Use "al2023"; docs/migrating.md lists what differs.'

/** Why a base of that name is refused; undefined for any other name. */
export function whyOutdated(name: string): string | undefined {
  return systems.find(({ written }) => written.test(name))?.why
}

/** The same for an AMI, by the name and description that Amazon gives its own (docs/instance-facts.md, "AMIs"). */
export function whyOutdatedImage(image: { name: string; description: string }): string | undefined {
  const texts = [image.name, image.description]
  return systems.find(({ published }) => texts.some(text => published.test(text)))?.why
}

/** Ends of life: docs/instance-facts.md, "AMIs". */
const systems = [
  {
    written: /^(?:al|amzn|amazon-?linux)[-_ ]?2(?:[-_ ./].*)?$/i,
    published: /\bamzn2-ami-|\bAmazon Linux (?:2\b|AMI 2\.0\.)/,
    why: 'Amazon Linux 2 and its ECS-optimized AMI reached their end on 2026-06-30: there are no more security patches.',
  },
  {
    written: /^(?:al|amzn|amazon-?linux)[-_ ]?(?:1|2017.*|2018.*)?$/i,
    published: /\bamzn-ami-|\bAmazon Linux AMI 201\d\./,
    why: 'Amazon Linux 1 reached its end on 2023-12-31: there are no more security patches.',
  },
]
