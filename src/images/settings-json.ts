import type { ImageSettings, Json, MountedVolume } from '../config/settings.ts'

/** /var/tmp/packer-ecs/settings.json, which the recipe's scripts read with jq on the build instance. */
export interface RecipeSettings extends Readonly<Record<string, Json>> {
  readonly releasever: string | null
  readonly dataVolume: (RecipeVolume & { readonly docker: 'volumes' | 'all' }) | null
  readonly volumes: readonly RecipeVolume[]
}

type RecipeVolume = Pick<MountedVolume, 'device' | 'fileSystem' | 'label' | 'mountPoint'>

export function recipeSettings(image: string, settings: ImageSettings): RecipeSettings {
  const { dataVolume } = settings
  return {
    image,
    architecture: settings.architecture,
    timezone: settings.timezone,
    dataVolume: dataVolume === null ? null : { ...recipeVolume(dataVolume), docker: dataVolume.docker },
    volumes: settings.volumes.map(recipeVolume),
    packages: settings.packages,
    releasever: settings.updates.releasever,
    logs: {
      groups: settings.logs.groups,
      files: settings.logs.files.map(file => ({ ...file })),
      retentionDays: settings.logs.retentionDays,
    },
    metrics: settings.metrics,
    proxy: settings.proxy === null ? null : { url: settings.proxy.url, noProxy: settings.proxy.noProxy },
    agent: settings.agent,
    docker: settings.docker,
    containerImages: settings.containerImages,
    files: settings.files.map(({ target, mode, owner, check }, index) => ({
      source: `own/${index}`,
      target,
      mode: mode ?? '0644',
      owner,
      check,
    })),
    firstRun: { timeoutSeconds: settings.firstRun.timeoutSeconds },
  }
}

/** What the names of the scripts in the bake's inputs do not contain. */
export function scriptSettings({ scripts }: ImageSettings): Readonly<Record<string, Json>> {
  return { scripts: scripts.map(script => ({ ...script })) }
}

/** All settings of the volumes: they determine the AMI's content, although the scripts read only some of them. */
export function volumeSettings({
  rootVolume,
  dataVolume,
  volumes,
}: ImageSettings): Readonly<Record<string, Json>> {
  return {
    rootVolume: { ...rootVolume },
    dataVolume: dataVolume === null ? null : { ...dataVolume },
    volumes: volumes.map(volume => ({ ...volume })),
  }
}

function recipeVolume({ device, fileSystem, label, mountPoint }: MountedVolume): RecipeVolume {
  return { device, fileSystem, label, mountPoint }
}
