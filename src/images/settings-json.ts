import type { ImageSettings, Json } from '../config/settings.ts'

/** /var/tmp/packer-ecs/settings.json, which the recipe's scripts read with jq on the build instance. */
export interface RecipeSettings extends Readonly<Record<string, Json>> {
  readonly releasever: string | null
  readonly dataVolume: {
    readonly device: string
    readonly fileSystem: 'xfs' | 'ext4'
    readonly mountPoint: string
  } | null
}

export function recipeSettings(image: string, settings: ImageSettings): RecipeSettings {
  const { dataVolume } = settings
  return {
    image,
    architecture: settings.architecture,
    timezone: settings.timezone,
    dataVolume:
      dataVolume === null
        ? null
        : { device: dataVolume.device, fileSystem: dataVolume.fileSystem, mountPoint: dataVolume.mountPoint },
    packages: settings.packages,
    releasever: settings.updates.releasever,
    logs: { groups: settings.logs.groups, retentionDays: settings.logs.retentionDays },
    proxy: settings.proxy === null ? null : { url: settings.proxy.url, noProxy: settings.proxy.noProxy },
    agent: settings.agent,
    docker: settings.docker,
    files: settings.files.map(({ target, mode, owner, check }, index) => ({
      source: `own/${index}`,
      target,
      mode,
      owner,
      check,
    })),
    firstRun: { timeoutSeconds: settings.firstRun.timeoutSeconds },
  }
}

/** All settings of the volumes: they determine the AMI's content, although the scripts read only some of them. */
export function volumeSettings({ rootVolume, dataVolume }: ImageSettings): Readonly<Record<string, Json>> {
  return { rootVolume: { ...rootVolume }, dataVolume: dataVolume === null ? null : { ...dataVolume } }
}
