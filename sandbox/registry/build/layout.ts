import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { ImageSettings } from './build-plan.ts'

/** A layer as it is stored: compressed. */
export interface Layer {
  readonly content: Buffer
  /** SHA-256 before compression, in hexadecimal. */
  readonly uncompressedDigest: string
}

export async function compressedLayer(archive: Buffer): Promise<Layer> {
  return { content: await promisify(gzip)(archive), uncompressedDigest: sha256(archive) }
}

/** Writes an OCI layout with one image. The same input has the same digest: no time is recorded. */
export async function writeLayout(
  folder: string,
  layers: readonly Layer[],
  settings: ImageSettings,
): Promise<void> {
  const blobs = join(folder, 'blobs/sha256')
  await mkdir(blobs, { recursive: true })

  async function blob(mediaType: string, content: Buffer) {
    const digest = sha256(content)
    await writeFile(join(blobs, digest), content)
    return { mediaType, digest: `sha256:${digest}`, size: content.length }
  }

  const config = await blob('application/vnd.oci.image.config.v1+json', json(configuration(settings, layers)))
  const stored = []
  for (const { content } of layers) {
    stored.push(await blob('application/vnd.oci.image.layer.v1.tar+gzip', content))
  }
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = await blob(mediaType, json({ schemaVersion: 2, mediaType, config, layers: stored }))
  await writeFile(join(folder, 'index.json'), json({ schemaVersion: 2, manifests: [manifest] }))
  await writeFile(join(folder, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }))
}

function configuration(settings: ImageSettings, layers: readonly Layer[]) {
  const { environment, ports, labels, user, workingFolder, command, entryPoint } = settings
  return {
    architecture: 'amd64',
    os: 'linux',
    config: {
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      WorkingDir: workingFolder,
      ...(user === '' ? {} : { User: user }),
      ...(ports.length === 0 ? {} : { ExposedPorts: Object.fromEntries(ports.map(port => [port, {}])) }),
      ...(Object.keys(labels).length === 0 ? {} : { Labels: labels }),
      ...(entryPoint === undefined ? {} : { Entrypoint: entryPoint }),
      ...(command === undefined ? {} : { Cmd: command }),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(layer => `sha256:${layer.uncompressedDigest}`) },
  }
}

function json(content: object): Buffer {
  return Buffer.from(JSON.stringify(content))
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
