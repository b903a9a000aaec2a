/** Tags that identify an AMI, its base and its run. */
export const tagKeys = {
  image: 'packer-ecs:image',
  /** A dash for a configuration without `project`; missing on AMIs from before projects. */
  project: 'packer-ecs:project',
  bakeKey: 'packer-ecs:bake-key',
  run: 'packer-ecs:run',
  baseId: 'packer-ecs:base-id',
  baseName: 'packer-ecs:base-name',
  release: 'packer-ecs:release',
  agent: 'packer-ecs:agent',
  docker: 'packer-ecs:docker',
  kernel: 'packer-ecs:kernel',
  /** Release that packages were updated to; missing without an update. */
  releasever: 'packer-ecs:releasever',
  tool: 'packer-ecs:tool',
  commit: 'packer-ecs:commit',
  /** Only on temporary resources. */
  owner: 'packer-ecs:owner',
  state: 'packer-ecs:state',
  /** `verified` or `failed`; missing without a verification. */
  verdict: 'packer-ecs:verdict',
  /** Time of the rejection; missing unless the AMI was rejected. */
  rejected: 'packer-ecs:rejected',
} as const

/** Value of `packer-ecs:state` of a good AMI, which is set last. */
export const complete = 'complete'
