import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureContainerPackages } from '../containers/packages.ts'
import { buildImage } from '../registry/build/build-image.ts'
import { ensureStandIn } from '../registry/build/stand-in.ts'
import { registryNameOf } from '../registry/endpoint.ts'
import type { PreparedPush } from '../registry/prepare-push.ts'
import { type ImageSource, readSource } from '../registry/source.ts'
import { uploadImage } from '../registry/upload.ts'
import { withPushFolder } from '../supervisor/push-folder.ts'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import type { SupervisorSettings } from '../supervisor/supervise.ts'
import { type CommonOptions, cacheFolder, sourceFolder } from './options.ts'
import { print, printDocument } from './output.ts'
import { progress } from './progress.ts'
import { control, requireRunning } from './running.ts'

/** Pushes an image into a repository of the sandbox's ECR. Builds it first if the source is a folder with a Dockerfile. */
export async function push(path: string, image: string, options: CommonOptions): Promise<void> {
  const { repository, tag } = parseImage(image)
  const source = await readSource(path, tag)
  const sandbox = await requireRunning(options)
  const settings = await settingsOf(sandbox.stateFolder)
  const report = progress()
  const programs = await ensureContainerPackages(settings.containerPackages, {
    report: line => report(`container programs: ${line}`),
  })
  const { region } = sandbox
  return withPushFolder(sandbox.stateFolder, async work => {
    const reference = source.kind === 'image' ? source.reference : `oci:${await build(source, work)}`
    const { token, created } = await control<PreparedPush>(sandbox, 'push', { region, repository })
    report(`${image}: uploading`)
    const digest = await uploadImage({
      skopeo: programs('skopeo'),
      source: reference,
      registry: new URL(sandbox.endpoint).host,
      image: `${repository}:${tag}`,
      token,
      work,
    })
    report(`${image}: uploaded`)
    if (options.json) return printDocument<'push'>({ schemaVersion: 1, repository, tag, digest, created })
    print(`image    ${registryNameOf(sandbox.accountId, region)}/${repository}:${tag}`, `digest   ${digest}`)
  })

  async function build(
    { folder, plan }: Extract<ImageSource, { kind: 'build' }>,
    work: string,
  ): Promise<string> {
    report(`${image}: building`)
    const standIn = await ensureStandIn({
      cacheFolder: cacheFolder(),
      sourceFolder: sourceFolder(process.argv[1] ?? ''),
      packagesTree: settings.baseDirectories.at(-1) ?? '',
    })
    // The image's folders are for every user in it; only this user can reach the work folder.
    process.umask(0o022)
    return buildImage({ folder, plan, standIn, work })
  }
}

async function settingsOf(stateFolder: string): Promise<SupervisorSettings> {
  return JSON.parse(await readFile(join(stateFolder, 'supervisor.json'), 'utf8')) as SupervisorSettings
}

function parseImage(image: string): { readonly repository: string; readonly tag: string } {
  const [, repository, tag] = imageName.exec(image) ?? []
  if (repository !== undefined && tag !== undefined) return { repository, tag }
  throw new SandboxError(`"${image}" is not a repository and a tag`, {
    hint: 'Write REPOSITORY:TAG, e.g. web:1.0. A repository has lower-case letters, digits, and . _ - / in between.',
    exitStatus: 2,
  })
}

const imageName =
  /^((?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*):([A-Za-z0-9_][A-Za-z0-9._-]{0,127})$/
