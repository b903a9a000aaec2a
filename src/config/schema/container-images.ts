import { listOf, text } from './check.ts'

/** [REGISTRY/]NAME[:TAG][@DIGEST] */
const reference =
  /^(?:[A-Za-z0-9.-]+(?::[0-9]+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?(?:@sha256:[0-9a-f]{64})?$/

export const containerImages = listOf(
  text(reference, 'Use the name of an image, such as nginx:1.27 or registry.corp:5000/app:1.'),
)
  .default([])
  .describe(
    'Container images that are pulled during the bake and are in the AMI. For Amazon ECR, the role of the build instance is used.',
  )
