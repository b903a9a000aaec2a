import { posix } from 'node:path'
import { shellWord } from '../errors/shell-word.ts'
import type { RecipeScript } from './recipe.ts'

/** A script of the bake, where it is in the payload, and the file that makes Packer run it. */
export interface LaunchedScript {
  readonly script: RecipeScript
  /** Name in the payload's scripts folder. */
  readonly payloadName: string
  /** Name in the run folder. */
  readonly launcher: string
}

/** The scripts in the order in which they run. Each has its own launcher, but the closing scripts share one. */
export function launchedScripts({
  scripts,
  closing,
}: {
  readonly scripts: readonly RecipeScript[]
  readonly closing: readonly RecipeScript[]
}): LaunchedScript[] {
  const names = [...scripts, ...closing].map(
    ({ name }, index) =>
      `${String(index + 1).padStart(2, '0')}-${posix.basename(name).replaceAll(/[^\w.-]/g, '-')}`,
  )
  return [...scripts, ...closing].map((script, index) => {
    const payloadName = names[index] ?? ''
    const launcher = `launch/${names[Math.min(index, scripts.length)]}`
    return { script, payloadName, launcher }
  })
}

/** What Packer uploads and runs as a script: it calls files/bake/run.sh of the payload for each script. */
export function launcherText(launched: readonly LaunchedScript[], all: readonly LaunchedScript[]): string {
  return `#!/usr/bin/env bash
set -e
${launched.map(one => `${call(one, all.indexOf(one) + 1)}\n`).join('')}`
}

function call({ script, payloadName }: LaunchedScript, index: number): string {
  const environment = Object.entries(script.environment).map(([name, value]) => `${name}=${value}`)
  const words = [String(index), payloadName, ...environment, '--', ...script.arguments]
  return `bash /var/tmp/packer-ecs/files/bake/run.sh ${words.map(shellWord).join(' ')}`
}
