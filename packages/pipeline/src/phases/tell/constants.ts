// What is set aside is watched: a sensor that never moved in training and leaves its one value.

import type { Constant, CulpritSignal, Episode, Moved } from '@acm/contract'
import { type Columns, column } from '../../columns.ts'
import { shown } from '../../wording.ts'

/** Further from the value than this share of it, or than this, a sensor has left it. */
const SHARE = 1e-3
const LEAST = 1e-9
/** So many rows in a row make it certain that a sensor has left its value, and that it is back. */
const CERTAIN = 5

const tolerance = (value: number): number => Math.max(SHARE * Math.abs(value), LEAST)

export interface ConstantsInput {
  readonly asset: string
  readonly constants: readonly Constant[]
  /** Their values, rows × constants; NaN is missing. */
  readonly x: Columns
  readonly time: Float64Array
  /** The first row that was not looked at before. */
  readonly from: number
  /** Fused score from which a row alarms. */
  readonly threshold: number
  /** Of the rows before `from`. */
  readonly moved?: Readonly<Record<string, Moved>> | undefined
}

/** The sensor a row later; undefined while it keeps its value. */
function next(moved: Moved | undefined, value: number, off: boolean, at: number): Moved | undefined {
  if (off) return moved ? { ...moved, value, rows: moved.rows + 1, last: at, back: 0 } : { value, since: at, rows: 1, last: at, back: 0 }
  return moved && moved.rows >= CERTAIN && moved.back + 1 < CERTAIN ? { ...moved, back: moved.back + 1 } : undefined
}

function episodeOf({ asset, threshold }: ConstantsInput, { sensor, value }: Constant, moved: Moved, ongoing: boolean): Episode {
  const { name, unit } = sensor
  const known = `${shown(value)}${unit ? ` ${unit}` : ''}`
  return {
    kind: 'alarm',
    id: `${asset} ${new Date(moved.since).toISOString()} ${name}`,
    start: moved.since,
    end: moved.last,
    ongoing,
    rows: moved.rows,
    peak: threshold,
    peakTime: moved.since,
    severity: 'medium',
    severityReason: `it stood at ${known} in all training rows, and ${ongoing ? 'has left' : 'left'} that value`,
    direction: moved.value > value ? 'above' : 'below',
    culprits: [{ sensor: name, share: 100, deviation: moved.value - value, expected: value, observed: moved.value }],
    moved: { from: value, to: moved.value },
  }
}

export interface MovedConstants {
  readonly episodes: readonly Episode[]
  readonly signals: readonly CulpritSignal[]
  /** By sensor, at the last row. */
  readonly moved: Readonly<Record<string, Moved>>
}

function signalOf({ sensor, value }: Constant, values: Float64Array): CulpritSignal {
  const level = (at: number): Float64Array => new Float64Array(values.length).fill(at)
  const around = tolerance(value)
  return {
    sensor: sensor.name,
    ...(sensor.unit !== undefined && { unit: sensor.unit }),
    value: values,
    expected: level(value),
    low: level(value - around),
    high: level(value + around),
  }
}

/**
 * Episodes of sensors that leave their one value, from the first of five rows in a row on until as many are back at it; a missing value counts for neither.
 * Cost: a pass.
 */
export function movedConstants(input: ConstantsInput): MovedConstants {
  const { constants, x, time, from, moved: before } = input
  const episodes: Episode[] = []
  const signals: CulpritSignal[] = []
  const moved: Record<string, Moved> = {}
  constants.forEach((constant, col) => {
    const { sensor, value } = constant
    const values = column(x, col)
    const told = episodes.length
    let now = before?.[sensor.name]
    for (let row = from; row < values.length; row++) {
      if (Number.isNaN(values[row])) continue
      const then = now
      now = next(now, values[row], Math.abs(values[row] - value) > tolerance(value), time[row])
      if (then && !now && then.rows >= CERTAIN) episodes.push(episodeOf(input, constant, then, false))
    }
    if (now) moved[sensor.name] = now
    if (now && now.rows >= CERTAIN) episodes.push(episodeOf(input, constant, now, true))
    if (episodes.length > told) signals.push(signalOf(constant, values))
  })
  return { episodes, signals, moved }
}
