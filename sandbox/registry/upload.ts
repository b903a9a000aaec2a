import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { SandboxError } from '../supervisor/sandbox-error.ts'

/** Uploads an image with skopeo, and returns its digest. */
export async function uploadImage(options: {
  readonly skopeo: string
  /** e.g. `oci:FOLDER`, `docker-archive:FILE` */
  readonly source: string
  /** Host of the registry. */
  readonly registry: string
  readonly image: string
  readonly token: string
  /** An empty folder that only this user can read. */
  readonly work: string
}): Promise<string> {
  const { skopeo, source, registry, image, token, work } = options
  const authFile = join(work, 'auth.json')
  const digestFile = join(work, 'digest')
  await writeFile(authFile, JSON.stringify({ auths: { [registry]: { auth: token } } }), { mode: 0o600 })
  const flags = ['--quiet', '--dest-tls-verify=false', `--authfile=${authFile}`, `--digestfile=${digestFile}`]
  const { failed, stderr } = await execa(
    skopeo,
    ['copy', ...flags, source, `docker://${registry}/${image}`],
    {
      reject: false,
      stdin: 'ignore',
      // Otherwise skopeo remembers layers in /var/lib/containers.
      env: { _CONTAINERS_ROOTLESS_UID: '1', XDG_DATA_HOME: work, TMPDIR: work },
    },
  )
  if (failed) throw uploadError(image, stderr)
  return (await readFile(digestFile, 'utf8')).trim()
}

function uploadError(image: string, stderr: string): SandboxError {
  const reason = (/msg="(.*)"$/m.exec(stderr)?.[1] ?? stderr).replaceAll('\\"', '"').trim()
  const immutable = /The image tag .*? because the repository is immutable\./.exec(reason)
  if (immutable !== null) {
    return new SandboxError(`cannot push ${image}: ${immutable[0]}`, { hint: 'Push it with another tag.' })
  }
  return new SandboxError(`cannot push ${image}: ${reason}`, {
    hint: 'SOURCE is an OCI layout, a docker archive, or a folder with a Dockerfile.',
  })
}
