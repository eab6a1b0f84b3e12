import type { Stream } from './terminal.ts'

const FIRST_AFTER_MS = 500
const TERMINAL_EVERY_MS = 100
const PLAIN_EVERY_MS = 3000
const ESTIMATE_AFTER_MS = 1000

const count = (value: number): string => Math.round(value).toLocaleString('en-US')

function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** One line of progress: phase, amount done, time left once a tenth is done and the phase has run for a second. */
export function progressText(phase: string, done: number, total: number, elapsedMs: number): string {
  if (!(total > 1)) return phase
  const left = elapsedMs >= ESTIMATE_AFTER_MS && done > total / 10 ? `, about ${duration((elapsedMs / done) * (total - done))} left` : ''
  return `${phase}: ${count(done)} of ${count(total)}${left}`
}

export interface Progress {
  /** Cheap to call often. `total` 0 where it is not known. */
  update(phase: string, done: number, total: number): void
  /** Removes the line from a terminal. */
  stop(): void
}

/** Progress on a stream once a run takes over half a second: in place on a terminal, else a plain line every few seconds. */
export function createProgress(stream: Stream, now: () => number = () => performance.now()): Progress {
  const begin = now()
  let phaseBegin = begin
  let phaseName = ''
  let shownAt = Number.NEGATIVE_INFINITY
  let inPlace = false
  return {
    update(phase, done, total) {
      const time = now()
      if (phase !== phaseName) [phaseName, phaseBegin] = [phase, time]
      if (time - begin < FIRST_AFTER_MS || time - shownAt < (stream.isTTY ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) return
      shownAt = time
      const text = progressText(phase, done, total, time - phaseBegin)
      stream.write(stream.isTTY ? `\r\u001b[K${text.slice(0, (stream.columns || 80) - 1)}` : `${text}\n`)
      inPlace = stream.isTTY === true
    },
    stop() {
      if (inPlace) stream.write('\r\u001b[K')
      inPlace = false
    },
  }
}

export const noProgress: Progress = { update() {}, stop() {} }
