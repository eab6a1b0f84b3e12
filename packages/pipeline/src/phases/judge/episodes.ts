// Episodes: rows in which an alarm is on, or the machine outside its trained range, with pauses merged on the state's own clock. A stop of the machine is a pause.

import type { EpisodeKind, OpenEpisode } from '@acm/contract'
import type { Span } from '../../columns.ts'
import { merged, runsOf } from '../../windows.ts'
import { rowWindow } from '../learn/evidence.ts'
import type { Judgement } from './score-rows.ts'

/** Positions are of the judgement's rows; `whole` counts the rows of earlier portions too. */
export interface Excursion extends Span {
  readonly kind: EpisodeKind
  readonly judgement: Judgement
  readonly whole: OpenEpisode
  /** It goes on at the state's last row. */
  readonly ongoing: boolean
}

interface Looked {
  readonly judgement: Judgement
  readonly flags: Uint8Array
  readonly time: Float64Array
  readonly before: OpenEpisode | undefined
}

/** One run of an episode, with the rows of the portions before where it goes on with them. */
function wholeOf({ judgement: { rows, clock, fused }, flags, time }: Looked, { begin, end }: Span, before?: OpenEpisode): OpenEpisode {
  let [count, peakRow] = [0, begin]
  for (let row = begin; row < end; row++) {
    count += flags[row]
    if (fused[row] > fused[peakRow]) peakRow = row
  }
  const own = {
    start: time[rows[begin]],
    begin: clock + begin,
    clock: clock + end - 1,
    rows: count,
    peak: fused[peakRow],
    peakTime: time[rows[peakRow]],
  }
  if (!before) return own
  const peak = before.peak >= own.peak ? { peak: before.peak, peakTime: before.peakTime } : {}
  return { ...own, ...peak, start: before.start, begin: before.begin, rows: before.rows + count }
}

/** Episodes of one kind of one state, and the last of them for the rows that follow. */
function ofKind(kind: EpisodeKind, looked: Looked, mergeRows: number): { list: Excursion[]; last: OpenEpisode | undefined } {
  const { judgement, flags, before } = looked
  const runs = merged(
    runsOf(flags.length, (row) => flags[row] === 1),
    mergeRows,
  )
  const list = runs.map((span, i): Excursion => {
    const goesOn = i === 0 && before && judgement.clock + span.begin - before.clock <= mergeRows
    return { ...span, kind, judgement, whole: wholeOf(looked, span, goesOn ? before : undefined), ongoing: span.end === flags.length }
  })
  return { list, last: list.at(-1)?.whole ?? before }
}

export interface StrandEpisodes {
  readonly alarms: readonly Excursion[]
  readonly outside: readonly Excursion[]
  readonly alarm?: OpenEpisode
  readonly lastOutside?: OpenEpisode
}

/** Alarms of a state, and stretches outside its trained range of at least half a row window. */
export function episodesOf(
  judgement: Judgement,
  time: Float64Array,
  mergeRows: number,
  before: { alarm?: OpenEpisode; outside?: OpenEpisode } = {},
): StrandEpisodes {
  const alarms = ofKind('alarm', { judgement, flags: judgement.open, time, before: before.alarm }, mergeRows)
  const outside = ofKind('outside-trained-range', { judgement, flags: judgement.outside, time, before: before.outside }, mergeRows)
  const least = Math.floor(rowWindow(judgement.strand.windows) / 2)
  return {
    alarms: alarms.list,
    outside: outside.list.filter(({ whole }) => whole.clock + 1 - whole.begin >= least),
    ...(alarms.last && { alarm: alarms.last }),
    ...(outside.last && { lastOutside: outside.last }),
  }
}
