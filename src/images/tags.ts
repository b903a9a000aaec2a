/** Tags that say what an AMI is, where it comes from, and which run made it. */
export const tagKeys = {
  image: 'packer-ecs:image',
  bakeKey: 'packer-ecs:bake-key',
  run: 'packer-ecs:run',
  baseId: 'packer-ecs:base-id',
  baseName: 'packer-ecs:base-name',
  release: 'packer-ecs:release',
  agent: 'packer-ecs:agent',
  docker: 'packer-ecs:docker',
  kernel: 'packer-ecs:kernel',
  /** Release that packages were updated to; only where they were. */
  releasever: 'packer-ecs:releasever',
  tool: 'packer-ecs:tool',
  commit: 'packer-ecs:commit',
  /** Only on what lives as long as the build. */
  owner: 'packer-ecs:owner',
  state: 'packer-ecs:state',
} as const

/** Value of `packer-ecs:state` of a good AMI: the last thing that is written. */
export const complete = 'complete'
