import { join } from 'node:path'
import { findRunning } from '../supervisor/running-sandbox.ts'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import { type CommonOptions, cacheFolder, sourceFolder, stateFolderOf } from './options.ts'
import { print, printDocument } from './output.ts'
import { progress } from './progress.ts'

export interface StartCommandOptions extends CommonOptions {
  readonly recordExchanges?: boolean
}

/** Starts the sandbox of the state folder if it is not running. */
export async function start(options: StartCommandOptions): Promise<void> {
  const stateFolder = stateFolderOf(options)
  const running = (await findRunning(stateFolder)) ?? (await startNow(options, stateFolder))
  const { pid, endpoint, accountId, region } = running
  if (options.json) return printDocument<'start'>({ pid, endpoint, accountId, region, stateFolder })
  print(
    `endpoint      ${endpoint}`,
    `account       ${accountId}`,
    `region        ${region}`,
    `state folder  ${stateFolder}`,
    '',
    'To use it with an AWS client: eval "$(packer-ecs sandbox env)"',
  )
}

async function startNow(options: StartCommandOptions, stateFolder: string) {
  requireHost()
  const { ensureStarted } = await import('../supervisor/start.ts')
  const report = progress()
  report('sandbox: starting')
  const entry = process.argv[1] ?? ''
  const running = await ensureStarted({
    stateFolder,
    cacheFolder: cacheFolder(),
    motoProgram: join(sourceFolder(entry), 'moto'),
    treeFolder: join(sourceFolder(entry), 'tree'),
    containersFolder: join(sourceFolder(entry), 'containers'),
    searchPath: process.env.PATH ?? '',
    program: [process.execPath, entry],
    environment: environmentOfSupervisor(),
    recordExchanges: options.recordExchanges === true,
    report,
    agree: names => agree(names, options.yes === true),
  })
  report('sandbox: started')
  return running
}

/** Without the caller's AWS settings. */
function environmentOfSupervisor(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR } = process.env
  return Object.fromEntries(
    Object.entries({ PATH, HOME, LANG, TMPDIR }).filter(([, value]) => value !== undefined),
  )
}

async function agree(names: readonly string[], yes: boolean): Promise<boolean> {
  process.stderr.write(`missing Debian packages: ${names.join(', ')}\n`)
  if (yes) return true
  if (!process.stdin.isTTY) {
    throw new SandboxError(
      `Debian packages are missing: ${names.join(', ')}; confirmation required, but this is not a terminal`,
      {
        hint: 'Pass --yes to install them, or install them yourself.',
        exitStatus: 2,
      },
    )
  }
  const { default: confirm } = await import('@inquirer/confirm')
  return confirm({ message: 'Install them with apt-get?' }, { output: process.stderr })
}

function requireHost(): void {
  if (process.platform !== 'linux') {
    throw new SandboxError(`the sandbox requires Linux, not ${process.platform}`, {
      hint: 'Run it in a virtual machine, e.g. with Debian 12.',
      exitStatus: 2,
    })
  }
  if (process.getuid?.() !== 0) {
    throw new SandboxError(
      'the sandbox requires root: it mounts file systems, creates namespaces, and boots machines',
      {
        hint: 'Start it with sudo.',
        exitStatus: 2,
      },
    )
  }
}
