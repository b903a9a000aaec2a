import { parseLine } from './machine-readable.ts'
import { type Mark, markOf, type ScriptFault } from './marks.ts'
import { exitStatusOf, resourceOf, saysInterrupted, saysTransfer, scriptOf, stageOf } from './phrases.ts'
import type { Artifact, BuildFinished, BuildProgress, BuildStage } from './progress.ts'
import { artifactsIn, shorten, textLines } from './text.ts'

const keptLines = 20

export interface BuildScript {
  /** Shown to the user. */
  readonly name: string
  /** Path of the file that Packer runs; it runs the script, or several. */
  readonly launcher: string
}

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

/** The running script, or the one that was running when the build failed. */
interface CurrentScript {
  readonly name: string
  /** Null: not in the list. */
  readonly index: number | null
  lines: string[]
  /** Known from its marks; otherwise from Packer's phrases. */
  isMarked: boolean
  isRunning: boolean
  exitStatus: number | null
  fault: ScriptFault | null
}

/** @param scripts in the order in which they run */
export function createBuildReader(scripts: readonly BuildScript[]): BuildReader {
  let stage: BuildStage | null = null
  let stageBeforeCleanup: BuildStage = 'prevalidate'
  let script: CurrentScript | null = null
  /** A script whose end is unknown, because the connection broke. */
  let disconnected: CurrentScript | null = null
  let interrupted = false
  const artifacts = new Map<string, Artifact>()
  const errors: string[] = []
  const complaints: string[] = []

  function readMark(mark: Mark): BuildProgress[] {
    if (mark.kind === 'begin') {
      const isAnnounced = script?.isRunning === true && script.index === mark.index
      const announcement = isAnnounced ? [] : [startScript(scripts[mark.index - 1]?.name ?? '', mark.index)]
      if (script !== null) script.isMarked = true
      return announcement
    }
    if (mark.kind === 'output') return script === null ? [] : [keepOutput(script, mark.text)]
    if (mark.exitStatus === 0) return endScript()
    if (disconnected?.index === mark.index) script = disconnected
    if (script !== null) Object.assign(script, { ...mark, isRunning: false })
    return []
  }

  function readText(text: string, isError: boolean): BuildProgress[] {
    const isOutput = script?.isRunning === true && !script.isMarked
    const path = scriptOf(text)
    if (path !== undefined) {
      if (script?.isRunning && script.isMarked) disconnected = script
      return [...enter('provision'), startLauncher(path)]
    }
    const next = stageOf(text)
    const resource = isOutput ? undefined : resourceOf(text)
    if (next !== undefined) return resource === undefined ? enter(next) : [...enter(next), resource]
    if (saysInterrupted(text)) return interrupt()
    if (saysTransfer(text)) {
      if (script?.isRunning && script.isMarked) disconnected = script
      return endScript()
    }
    if (script !== null && isOutput) return [keepOutput(script, text)]
    if (isError) return [complain(text)]
    return resource === undefined ? [] : [resource]
  }

  function enter(next: BuildStage): BuildProgress[] {
    if (script !== null) script.isRunning = false
    if (next !== 'cleanup') {
      stageBeforeCleanup = next
      script = null
    }
    if (next === stage) return []
    stage = next
    return [{ type: 'stage', stage }]
  }

  function startLauncher(path: string): BuildProgress {
    const position = scripts.findIndex(({ launcher }) => launcher === path)
    return startScript(scripts[position]?.name ?? path, position === -1 ? null : position + 1)
  }

  function startScript(name: string, index: number | null): BuildProgress {
    script = { name, index, lines: [], isMarked: false, isRunning: true, exitStatus: null, fault: null }
    return { type: 'script', name, index, count: scripts.length }
  }

  function endScript(): BuildProgress[] {
    script = null
    return []
  }

  function interrupt(): BuildProgress[] {
    interrupted = true
    if (script !== null) script.isRunning = false
    return []
  }

  function keepOutput(current: CurrentScript, text: string): BuildProgress {
    const line = shorten(text)
    current.lines = [...current.lines, line].slice(-keptLines)
    return { type: 'output', line }
  }

  function complain(message: string): BuildProgress {
    complaints.push(message)
    return { type: 'complaint', message }
  }

  return {
    read(line) {
      const mark = markOf(line)
      if (mark !== undefined) return readMark(mark)
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
          script: script?.name ?? null,
          exitStatus: script?.exitStatus ?? exitStatusOf(message),
          fault: script?.fault ?? null,
          lastLines: script?.lines ?? [],
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
