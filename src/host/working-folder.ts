import { existsSync } from 'node:fs'
import { delimiter, isAbsolute, resolve } from 'node:path'
import { packageFolder } from './places.ts'

/** Where this process was started; undefined until it leaves. */
let startedIn: string | undefined

/**
 * Where you are. `npm run` in a clone changes to the folder of this package and passes on where it was called. A script
 * of another package that runs packer-ecs decides itself where it runs.
 */
export function workingFolder(): string {
  const { INIT_CWD } = process.env
  const folder = startedIn ?? process.cwd()
  const isClone = resolve(folder) === resolve(packageFolder)
  return isClone && INIT_CWD !== undefined && existsSync(INIT_CWD) ? INIT_CWD : folder
}

/** Variables that name a file or folder, which may be relative to where you are. */
const pathVariables = [
  'AWS_CA_BUNDLE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'PACKER_CACHE_DIR',
  'PACKER_CONFIG',
  'PACKER_CONFIG_DIR',
  'PACKER_ECS_SANDBOX',
  'PACKER_LOG_PATH',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'TMPDIR',
  'XDG_CACHE_HOME',
]

/**
 * A program that is started may read or run files of its working folder (Packer 1.6 runs `./packer-plugin-*`), and this
 * folder may be a repository that you do not trust. So this process moves to the root folder, and every program that it
 * starts begins there; relative entries of PATH are removed.
 */
export function leaveWorkingFolder(): void {
  const { env } = process
  startedIn = process.cwd()
  for (const name of pathVariables) {
    const value = env[name]
    if (value) env[name] = resolve(workingFolder(), value)
  }
  if (env.PATH !== undefined) env.PATH = env.PATH.split(delimiter).filter(isAbsolute).join(delimiter)
  process.chdir('/')
}
