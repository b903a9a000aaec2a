export const outdatedHint = 'Use "al2023"; docs/migrating.md lists the differences.'

/** Why a base with this name is refused; undefined when it is not. */
export function whyOutdated(name: string): string | undefined {
  return systems.find(({ written }) => written.test(name))?.why
}

/** The same for an AMI, by the name and description of Amazon's AMIs (docs/instance-facts.md, "AMIs"). */
export function whyOutdatedImage(image: { name: string; description: string }): string | undefined {
  const texts = [image.name, image.description]
  return systems.find(({ published }) => texts.some(text => published.test(text)))?.why
}

/** For the end-of-life dates see docs/instance-facts.md, "AMIs". */
const systems = [
  {
    written: /^(?:al|amzn|amazon-?linux)[-_ ]?2(?:[-_ ./].*)?$/i,
    published: /\bamzn2-ami-|\bAmazon Linux (?:2\b|AMI 2\.0\.)/,
    why: 'Amazon Linux 2 and its ECS-optimized AMI reached end of life on 2026-06-30 and get no more security updates.',
  },
  {
    written: /^(?:al|amzn|amazon-?linux)[-_ ]?(?:1|2017.*|2018.*)?$/i,
    published: /\bamzn-ami-|\bAmazon Linux AMI 201\d\./,
    why: 'Amazon Linux 1 reached end of life on 2023-12-31 and gets no more security updates.',
  },
]
