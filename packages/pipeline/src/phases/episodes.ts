// Episodes: runs of rows above the threshold, held until the score is clearly below it, with short interruptions merged.
// Rows of another operating state do not interrupt: a turbine that vibrates by day and stands by night has one episode, not thirty.

import type { Span } from '../columns.ts'
import { method } from '../settings.ts'

export interface Excursion extends Span {
  readonly peakRow: number
  /** Rows of the span that are anomalous themselves. */
  readonly rows: number
}

export interface Excursions {
  readonly list: readonly Excursion[]
  /** 1 for anomalous rows. */
  readonly anomaly: Uint8Array
}

/** Runs that begin at the threshold and end below 0.7 of it. */
function alarmRuns(fused: Float64Array, threshold: number, from: number): Span[] {
  const runs: Span[] = []
  let begin = -1
  for (let row = from; row < fused.length; row++) {
    if (begin < 0 && fused[row] >= threshold) begin = row
    if (begin >= 0 && !(fused[row] >= method.release * threshold)) {
      runs.push({ begin, end: row })
      begin = -1
    }
  }
  if (begin >= 0) runs.push({ begin, end: fused.length })
  return runs
}

/** Moves the begin back to the first row from which on the score never was in its normal band again: smoothing crosses the threshold late. */
function fromOnset({ begin, end }: Span, fused: Float64Array, threshold: number, states: Uint8Array, earliest: number): Span {
  let onset = begin
  while (onset > earliest && states[onset - 1] === states[begin] && fused[onset - 1] >= method.onset * threshold) onset--
  return { begin: onset, end }
}

const rowsInState = (states: Uint8Array, { begin, end }: Span, state: number): number =>
  states.subarray(begin, end).reduce((count, other) => count + (other === state ? 1 : 0), 0)

/** Groups of runs with at most `mergeRows` rows of the later one's state between them. */
function grouped(runs: readonly Span[], states: Uint8Array): Span[][] {
  const groups: Span[][] = []
  for (const run of runs) {
    const last = groups.at(-1)
    const pause = { begin: last?.at(-1)?.end ?? 0, end: run.begin }
    if (last && rowsInState(states, pause, states[run.begin]) <= method.mergeRows) last.push(run)
    else groups.push([run])
  }
  return groups
}

const lengthOf = (runs: readonly Span[]): number => runs.reduce((sum, { begin, end }) => sum + end - begin, 0)

function excursionOf(runs: readonly Span[], fused: Float64Array): Excursion {
  const [begin, end] = [runs[0].begin, runs[runs.length - 1].end]
  let peakRow = begin
  for (let row = begin; row < end; row++) if (fused[row] > fused[peakRow]) peakRow = row
  return { begin, end, peakRow, rows: lengthOf(runs) }
}

/** The episodes among the rows from `from` on. Each row's membership depends on later rows only through merging and least length. */
export function excursions(fused: Float64Array, threshold: number, states: Uint8Array, from: number): Excursions {
  const groups = grouped(alarmRuns(fused, threshold, from), states).filter((runs) => lengthOf(runs) >= method.leastEpisodeRows)
  let earliest = from
  const complete = groups.map((runs) => {
    const first = fromOnset(runs[0], fused, threshold, states, earliest)
    earliest = runs[runs.length - 1].end
    return [first, ...runs.slice(1)]
  })
  const anomaly = new Uint8Array(fused.length)
  for (const { begin, end } of complete.flat()) anomaly.fill(1, begin, end)
  return { list: complete.map((runs) => excursionOf(runs, fused)), anomaly }
}
