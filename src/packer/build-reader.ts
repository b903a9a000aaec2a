import { parseLine } from './machine-readable.ts'
import { exitStatusOf, resourceOf, saysInterrupted, saysTransfer, scriptOf, stageOf } from './phrases.ts'
import type { Artifact, BuildFinished, BuildProgress, BuildStage } from './progress.ts'
import { artifactsIn, textLines } from './text.ts'

const keptLines = 20

export interface BuildEnd {
  readonly exitCode: number
  /** packer-ecs interrupted it. */
  readonly interrupted: boolean
  /** The signal that killed it; null when it exited. */
  readonly signal: string | null
}

export interface BuildReader {
  /** Reads one line of `packer build -machine-readable`. Never throws. */
  read(line: string): BuildProgress[]
  /** The result, after Packer has exited. */
  finish(end: BuildEnd): BuildFinished
}

/** @param scripts paths of the scripts of the shell provisioners, in order */
export function createBuildReader(scripts: readonly string[]): BuildReader {
  let stage: BuildStage | null = null
  let stageBeforeCleanup: BuildStage = 'prevalidate'
  /** The running script, or the one that was running when the build failed. */
  let script: string | null = null
  let scriptRuns = false
  let lastLines: string[] = []
  let interrupted = false
  const artifacts = new Map<string, Artifact>()
  const errors: string[] = []
  const complaints: string[] = []

  function readText(text: string, isError: boolean): BuildProgress[] {
    const path = scriptOf(text)
    if (path !== undefined) return [...enter('provision'), startScript(path)]
    const next = stageOf(text)
    const resource = scriptRuns ? undefined : resourceOf(text)
    if (next !== undefined) return resource === undefined ? enter(next) : [...enter(next), resource]
    if (saysInterrupted(text)) return interrupt()
    if (saysTransfer(text)) return endScript()
    if (scriptRuns) return [keepOutput(text, isError)]
    if (isError) return [complain(text)]
    return resource === undefined ? [] : [resource]
  }

  function enter(next: BuildStage): BuildProgress[] {
    scriptRuns = false
    if (next !== 'cleanup') {
      stageBeforeCleanup = next
      script = null
    }
    if (next === stage) return []
    stage = next
    return [{ type: 'stage', stage }]
  }

  function startScript(path: string): BuildProgress {
    script = path
    scriptRuns = true
    lastLines = []
    const position = scripts.indexOf(path)
    return { type: 'script', path, index: position === -1 ? null : position + 1, count: scripts.length }
  }

  function endScript(): BuildProgress[] {
    script = null
    scriptRuns = false
    return []
  }

  function interrupt(): BuildProgress[] {
    interrupted = true
    scriptRuns = false
    return []
  }

  function keepOutput(line: string, isError: boolean): BuildProgress {
    lastLines = [...lastLines, line].slice(-keptLines)
    return { type: 'output', stream: isError ? 'stderr' : 'stdout', line }
  }

  function complain(message: string): BuildProgress {
    complaints.push(message)
    return { type: 'complaint', message }
  }

  return {
    read(line) {
      const parsed = parseLine(line)
      if (parsed === undefined) return []
      const [kind = '', text = ''] = parsed.data
      if (parsed.type === 'ui') return textLines(text).flatMap(part => readText(part, kind === 'error'))
      if (parsed.type === 'error') errors.push(parsed.data.join(','))
      if (parsed.type === 'artifact') {
        for (const artifact of artifactsIn(parsed)) artifacts.set(artifact.imageId, artifact)
      }
      return []
    },

    finish(end) {
      const verdict = {
        type: 'finished',
        exitCode: end.exitCode,
        artifacts: [...artifacts.values()],
      } as const
      if (end.exitCode === 0) return { ...verdict, outcome: 'built', failure: null }
      if (interrupted || end.interrupted) return { ...verdict, outcome: 'interrupted', failure: null }
      const message = (errors.length > 0 ? errors : complaints).join('\n') || howItEnded(end)
      return {
        ...verdict,
        outcome: 'failed',
        failure: {
          message,
          stage: stageBeforeCleanup,
          script,
          exitStatus: exitStatusOf(message),
          lastLines: script === null ? [] : lastLines,
        },
      }
    },
  }
}

function howItEnded({ exitCode, signal }: BuildEnd): string {
  return signal === null
    ? `Packer exited with status ${exitCode} without reporting an error`
    : `Packer was killed by ${signal}`
}
