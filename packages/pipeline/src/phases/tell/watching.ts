// What is watched beside the scores: silence, sensors that stand still, and those that are set aside because they never moved.

import type { AssetModel, CulpritSignal, Episode, Watching } from '@acm/contract'
import type { Columns } from '../../columns.ts'
import { darkness, observedRows, type Rows, type Silent, silentSensors } from '../prepare/silence.ts'
import { movedConstants } from './constants.ts'
import { stuckSensors } from './stuck.ts'

export interface WatchInput extends Rows {
  readonly model: Pick<AssetModel, 'settings' | 'threshold' | 'watch'>
  /** Values of the sensors that never moved in training, rows × constants. */
  readonly constants: Columns
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
  const { model, sensors, time, judgedFrom, before } = input
  const { settings, threshold, watch } = model
  const { asset } = settings
  // Rows that were told of are looked at again only where nothing of them was carried.
  const rows: Rows = { ...input, from: before ? input.from : 0 }
  const stuck = stuckSensors({ ...rows, asset, watch, judgedFrom, held: before?.held })
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
