import type { ToolEvent } from '../events/events.ts'
import type { Clock } from '../ports/ports.ts'
import type { Paint } from './paint.ts'
import type { Reporter } from './reporter.ts'
import type { Screen } from './screen.ts'
import { duration, frames, outcomeText, remaining } from './text.ts'

interface LiveImage {
  step: string
  detail: string
  stepStartedAt: number
  expectedSeconds: number | null
  /** The summary of the last finished step, for the final line. */
  summary: string
  /** The line of an image that is done; it stays in its place until all are done. */
  final: string | undefined
}

/** For several images at once: one animated line for each, which becomes a final line when the image is done. */
export function terminalImagesReporter(screen: Screen, clock: Clock, paint: Paint): Reporter {
  const images = new Map<string, LiveImage>()
  let width = 0
  let frame = 0

  const draw = () => {
    frame += 1
    const sign = paint('cyan', frames[frame % frames.length] ?? '')
    const lines = [...images].map(
      ([name, image]) =>
        image.final ?? `${sign}${liveLine(name.padEnd(width), image).slice(0, screen.columns - 1)}`,
    )
    screen.draw(lines.join('\n'))
  }
  const timer = setInterval(draw, 100)
  timer.unref()

  function liveLine(name: string, { step, detail, stepStartedAt, expectedSeconds }: LiveImage): string {
    const elapsed = (clock.now().getTime() - stepStartedAt) / 1000
    return ` ${name}  ${step.padEnd(8)} ${detail.padEnd(36)} ${duration(elapsed)}${remaining(expectedSeconds, elapsed)}`
  }

  const persist = (text: string) => {
    screen.write(text)
    draw()
  }

  function reportImage(event: ToolEvent, name: string): void {
    const now = clock.now().getTime()
    if (event.type === 'run-started') {
      width = Math.max(width, name.length)
      images.set(name, {
        step: '',
        detail: '',
        stepStartedAt: now,
        expectedSeconds: null,
        summary: '',
        final: undefined,
      })
    }
    const image = images.get(name)
    if (image === undefined) return
    if (event.type === 'step-started') {
      const { step, expectedSeconds } = event
      Object.assign(image, { step, detail: '', stepStartedAt: now, expectedSeconds })
    } else if (event.type === 'step-progress') image.detail = event.detail
    else if (event.type === 'step-finished') image.summary = event.summary
    else if (event.type === 'step-failed') image.summary = [event.step, image.detail].join(' ').trimEnd()
    else if (event.type === 'run-finished') {
      image.final = finalLine(name.padEnd(width), event, image.summary)
      draw()
    }
  }

  function finalLine(
    name: string,
    { outcome, durationSeconds }: Extract<ToolEvent, { type: 'run-finished' }>,
    summary: string,
  ): string {
    const isGood = outcome !== 'failed' && outcome !== 'interrupted'
    const mark = isGood ? paint('green', '✔') : paint('red', '✘')
    return `${mark} ${paint('bold', name)}  ${outcomeText(outcome)} after ${duration(durationSeconds)}: ${summary}`
  }

  return {
    report(event, image) {
      if (event.type === 'notice') {
        persist(`${paint('yellow', '!')} ${image === undefined ? '' : `${image}: `}${event.text}`)
      } else if (image !== undefined) reportImage(event, image)
    },
    print: persist,
    pause: () => undefined,
    resume: () => undefined,
    close() {
      clearInterval(timer)
      for (const { final } of images.values()) if (final !== undefined) screen.write(final)
      images.clear()
      screen.close()
    },
  }
}
