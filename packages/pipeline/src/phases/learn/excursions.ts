// Episodes: runs of rows above the threshold, held until the score is clearly below it, with short interruptions merged.
// Rows of another kind do not interrupt: a turbine that vibrates by day and stands by night has one episode, not thirty. An episode
// is of one kind, the known operating states or an unknown one.

import type { Span } from '../../columns.ts'
import { method } from '../../settings.ts'
import { UNKNOWN_KIND } from '../prepare/state-names.ts'

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

/** Runs of one kind that begin at the threshold and end below 0.6 of it. */
function alarmRuns(fused: Float64Array, threshold: number, kinds: Uint8Array, from: number): Span[] {
  const runs: Span[] = []
  let begin = -1
  for (let row = from; row < fused.length; row++) {
    const held = fused[row] >= method.release * threshold
    if (begin >= 0 && !(held && kinds[row] === kinds[begin])) {
      runs.push({ begin, end: row })
      begin = held ? row : -1
    }
    if (begin < 0 && fused[row] >= threshold) begin = row
  }
  if (begin >= 0) runs.push({ begin, end: fused.length })
  return runs
}

/** Moves the begin back to the first row from which on the score never was in its normal band again: smoothing crosses the threshold late. */
function fromOnset({ begin, end }: Span, fused: Float64Array, threshold: number, kinds: Uint8Array, earliest: number): Span {
  let onset = begin
  while (onset > earliest && kinds[onset - 1] === kinds[begin] && fused[onset - 1] >= method.release * threshold) onset--
  return { begin: onset, end }
}

/** Rows of a pause that speak for its end: of the same kind, or of an unknown state on either side. */
function interruption(kinds: Uint8Array, { begin, end }: Span, kind: number): number {
  return kinds.subarray(begin, end).reduce((count, other) => count + Number(other === kind || Math.max(other, kind) >= UNKNOWN_KIND), 0)
}

const lengthOf = (runs: readonly Span[]): number => runs.reduce((sum, { begin, end }) => sum + end - begin, 0)

/**
 * Groups of runs of one kind, in order of their begin. What separates two runs is an interruption when it is no longer than either of them, or than
 * `mergeRows`.
 */
function grouped(runs: readonly Span[], kinds: Uint8Array): Span[][] {
  const groups: Span[][] = []
  for (const run of runs) {
    const kind = kinds[run.begin]
    const last = groups.findLast(([first]) => kinds[first.begin] === kind)
    const pause = { begin: last?.at(-1)?.end ?? 0, end: run.begin }
    const short = Math.max(method.mergeRows, Math.min(last ? lengthOf(last) : 0, run.end - run.begin))
    if (last && interruption(kinds, pause, kind) <= short) last.push(run)
    else groups.push([run])
  }
  return groups
}

const endOf = (runs: readonly Span[]): number => Math.max(...runs.map(({ end }) => end))

/** Groups of known operating states that overlap in time made one: a machine that is unwell by day and by night has one episode, not two. */
function united(groups: readonly (readonly Span[])[], kinds: Uint8Array): (readonly Span[])[] {
  const out: (readonly Span[])[] = []
  for (const group of groups) {
    const i = out.findIndex((other) => Math.max(kinds[other[0].begin], kinds[group[0].begin]) < UNKNOWN_KIND && group[0].begin < endOf(other))
    if (i < 0) out.push(group)
    else out[i] = [...out[i], ...group].sort((a, b) => a.begin - b.begin)
  }
  return out
}

function excursionOf(runs: readonly Span[], fused: Float64Array): Excursion {
  const [begin, end] = [runs[0].begin, endOf(runs)]
  let peakRow = begin
  for (let row = begin; row < end; row++) if (fused[row] > fused[peakRow]) peakRow = row
  return { begin, end, peakRow, rows: lengthOf(runs) }
}

/** The episodes among the rows from `from` on. Each row's membership depends on later rows only through merging and least length. */
export function excursions(fused: Float64Array, threshold: number, kinds: Uint8Array, from: number): Excursions {
  const groups = grouped(alarmRuns(fused, threshold, kinds, from), kinds).filter((runs) => lengthOf(runs) >= method.leastEpisodeRows)
  const complete = united(
    groups.map((runs) => [fromOnset(runs[0], fused, threshold, kinds, from), ...runs.slice(1)]),
    kinds,
  )
  const anomaly = new Uint8Array(fused.length)
  for (const { begin, end } of complete.flat()) anomaly.fill(1, begin, end)
  return { list: complete.map((runs) => excursionOf(runs, fused)), anomaly }
}
