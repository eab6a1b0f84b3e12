// What is watched beside the scores: silence, sensors that stand still, and those that are set aside because they never moved.

import type { AssetModel, CulpritSignal, Episode, Watching } from '@acm/contract'
import type { Columns } from '../../columns.ts'
import type { Excursion, Excursions } from '../learn/excursions.ts'
import { darkness, observedRows, type Rows, type Silent, silentSensors } from '../prepare/silence.ts'
import { movedConstants } from './constants.ts'
import { stuckSensors } from './stuck.ts'

export interface WatchInput extends Rows {
  readonly model: Pick<AssetModel, 'settings' | 'threshold' | 'watch'>
  /** Values of the sensors that never moved in training, rows × constants. */
  readonly constants: Columns
  /** Of each row: 1 in a state that training does not show. */
  readonly unknown: Uint8Array
  /** The first judged row. */
  readonly judgedFrom: number
  /** Of the rows before `from`. */
  readonly before?: Watching | undefined
}

export interface Watched {
  readonly episodes: readonly Episode[]
  readonly signals: readonly CulpritSignal[]
  readonly silent: readonly Silent[]
  /** Of each row: 1 where any sensor has a value. */
  readonly observed: Uint8Array
  /** Of each row: 1 where there are too few such rows up to it to say anything. */
  readonly dark: Uint8Array
  readonly darkSince?: number
  readonly carried: Omit<Watching, 'told'>
}

/** Cost: a few passes. */
export function watchOver(input: WatchInput): Watched {
  const { model, sensors, time, unknown, judgedFrom, before } = input
  const { settings, threshold, watch } = model
  const { asset } = settings
  // Rows that were told of are looked at again only where nothing of them was carried.
  const rows: Rows = { ...input, from: before ? input.from : 0 }
  const stuck = stuckSensors({ ...rows, asset, watch, unknown, judgedFrom, held: before?.held })
  const lastSeen = Math.max(...sensors.map(({ name }) => before?.held[name]?.last ?? time[0]))
  const observed = observedRows(input.x)
  const { dark, since } = darkness(rows, observed, lastSeen, before?.darkSince)
  const darkSince = since === undefined ? {} : { darkSince: since }
  const toldFrom = Math.max(input.from, judgedFrom)
  const aside = movedConstants({ asset, constants: watch.constants, x: input.constants, time, from: toldFrom, threshold, moved: before?.moved })
  return {
    episodes: [...stuck.episodes, ...aside.episodes],
    signals: aside.signals,
    silent: silentSensors(stuck.held, sensors, watch, since),
    observed,
    dark,
    ...darkSince,
    carried: {
      held: Object.fromEntries(sensors.map(({ name }, col) => [name, stuck.held[col]])),
      moved: aside.moved,
      ...darkSince,
    },
  }
}

/** Excursions less the rows without a value: smoothing carries a score on where nothing is observed any more. One that is open ends where it is dark. */
export function observedOnly({ list, anomaly }: Excursions, { observed, dark }: Pick<Watched, 'observed' | 'dark'>): Excursions {
  const rows = observed.length
  const left = anomaly.map((flag, row) => flag & observed[row])
  const sum = (flags: Uint8Array, { begin, end }: Excursion): number => flags.subarray(begin, end).reduce((count, flag) => count + flag, 0)
  const trimmed = list.map((excursion) => {
    const end = excursion.end < rows || dark[rows - 1] ? observed.lastIndexOf(1, excursion.end - 1) + 1 : excursion.end
    return { ...excursion, end, rows: excursion.rows - (sum(anomaly, excursion) - sum(left, excursion)) }
  })
  return { list: trimmed.filter(({ rows: own }) => own > 0), anomaly: left }
}

/** The rows of an episode that is known by its times. */
function spanOf({ start, end, ongoing, rows }: Episode, time: Float64Array): Excursion {
  const begin = Math.max(
    time.findIndex((at) => at >= start),
    0,
  )
  const beyond = time.findIndex((at) => at > end)
  return { begin, end: ongoing || beyond < 0 ? time.length : beyond, peakRow: begin, rows }
}

/** Episodes that the scores show and those that are known by their times, in the order of time, each with its rows; those of an alarm are anomalous. */
export function together(
  scored: readonly Episode[],
  { list, anomaly }: Excursions,
  watched: readonly Episode[],
  time: Float64Array,
): { episodes: Episode[]; excursions: Excursions } {
  const flagged = anomaly.slice()
  const own = watched.map((episode) => ({ episode, span: spanOf(episode, time) }))
  for (const { episode, span } of own) if (episode.kind === 'alarm') flagged.fill(1, span.begin, span.end)
  const all = [...scored.map((episode, i) => ({ episode, span: list[i] })), ...own].sort((a, b) => a.episode.start - b.episode.start)
  return { episodes: all.map(({ episode }) => episode), excursions: { list: all.map(({ span }) => span), anomaly: flagged } }
}
