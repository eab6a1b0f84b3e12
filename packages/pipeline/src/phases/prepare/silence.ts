// Who is heard: when each sensor gave its last value and how long it has given it, and rows that hold next to nothing. All of it looks back only, and
// what it looks back on is carried, so portions tell what one run tells.

import type { Constant, Held, Sensor, Watch } from '@acm/contract'
import { type Columns, column } from '../../columns.ts'

/** A sensor is silent, or stands still, from so many times the longest stretch of the training rows on, and from so many rows. */
const TIMES_SILENT = 2
const LEAST_SILENT = 10
/** Of so many last rows; where fewer than this share of them hold any value, nothing is observed. */
const WINDOW = 20
const LEAST_SHARE = 0.25

/** A sensor before its first value; `since` the first row. */
const unheard = (since: number): Held => ({ value: Number.NaN, since, rows: 0, last: since, missed: 0, stuck: false })

/** How a sensor is held at the last row, found from the end. Cost: the rows for which it has stood. */
export function heldAtEnd(values: Float64Array, time: Float64Array, from: number, before: Held): Held {
  let row = values.length - 1
  while (row >= from && Number.isNaN(values[row])) row--
  const missed = values.length - 1 - row
  if (row < from) return { ...before, missed: before.missed + missed }
  const [value, last] = [values[row], time[row]]
  let [rows, since] = [0, last]
  for (; row >= from && (values[row] === value || Number.isNaN(values[row])); row--) {
    if (Number.isNaN(values[row])) continue
    rows++
    since = time[row]
  }
  const goesOn = row < from && value === before.value
  return goesOn ? { ...before, rows: before.rows + rows, last, missed } : { value, since, rows, last, missed, stuck: false }
}

export interface Rows {
  /** As they were measured, rows × sensors. */
  readonly x: Columns
  readonly time: Float64Array
  readonly sensors: readonly Sensor[]
  /** The first that was not looked at before. */
  readonly from: number
}

/** How a sensor stood at the row before `from`. */
export const heldBefore = ({ sensors, time }: Rows, before: Readonly<Record<string, Held>> | undefined, col: number, { last }: Watch): Held =>
  before?.[sensors[col].name] ?? unheard(Math.min(last[col], time[0]))

function stretches(values: Float64Array): { gap: number; flat: number; share: number } {
  let [gap, flat, observed, runs, missed, rows, held] = [0, 0, 0, 0, 0, 0, Number.NaN]
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (value === held) rows++
    else if (Number.isNaN(value)) {
      missed++
      if (missed > gap) gap = missed
      continue
    } else {
      held = value
      rows = 1
      runs++
    }
    observed++
    missed = 0
    if (rows > flat) flat = rows
  }
  return { gap, flat, share: observed > 1 ? (observed - runs) / (observed - 1) : 1 }
}

/** What the training rows show of silence and standing still. Gaps are counted in rows that are there: a logger that is off over the weekend is no silent sensor. */
export function watchOf(x: Columns, time: Float64Array, trainRows: number, constants: readonly Constant[]): Watch {
  const train = Array.from({ length: x.cols }, (_, col) => column(x, col).subarray(0, trainRows))
  const each = train.map(stretches)
  const last = train.map((values) => time[Math.max(values.findLastIndex(Number.isFinite), 0)])
  return { gap: each.map(({ gap }) => gap), flat: each.map(({ flat }) => flat), share: each.map(({ share }) => share), last, constants }
}

/** Of each row: 1 where any sensor has a value. */
export function observedRows({ values, rows, cols }: Columns): Uint8Array {
  const out = new Uint8Array(rows)
  // The first sensors tell of nearly all rows.
  for (let col = 0, left = rows; col < cols && left > 0; col++)
    for (let row = 0; row < rows; row++)
      if (!out[row] && !Number.isNaN(values[col * rows + row])) {
        out[row] = 1
        left--
      }
  return out
}

export interface Darkness {
  /** Of each row from `from` on: 1 where of the last 20 rows fewer than a quarter hold any value. */
  readonly dark: Uint8Array
  /** Where the last row is so: the last observed row before that began. */
  readonly since?: number
}

/** Rows that tell nothing; `observed` are those with a value. `lastSeen` is the last observed row before `from`, `before` since when the row before `from` is dark. Cost: a pass. */
export function darkness({ x, time, from }: Rows, observed: Uint8Array, lastSeen: number, before: number | undefined): Darkness {
  const dark = new Uint8Array(x.rows)
  let [seen, since, last] = [0, before, lastSeen]
  for (let row = 0; row < x.rows; row++) {
    seen += observed[row] - (row >= WINDOW ? observed[row - WINDOW] : 0)
    if (row < from) continue
    // A window that is not full says nothing, but where there is no more to come.
    const empty = (row + 1 >= WINDOW || row + 1 === x.rows) && seen < LEAST_SHARE * Math.min(row + 1, WINDOW)
    if (!empty) since = undefined
    else since ??= last
    if (observed[row]) last = time[row]
    dark[row] = Number(empty)
  }
  return { dark, ...(since !== undefined && { since }) }
}

export interface Silent {
  readonly sensor: string
  readonly since: number
}

/** Sensors without a value for longer than training shows twice, and since when; where rows are dark, those without one since then. */
export function silentSensors(held: readonly Held[], sensors: readonly Sensor[], { gap }: Watch, darkSince: number | undefined): Silent[] {
  return sensors.flatMap(({ name }, col) => {
    const { missed, last } = held[col]
    const silent = missed > Math.max(TIMES_SILENT * gap[col], LEAST_SILENT) || (missed > 0 && darkSince !== undefined && last <= darkSince)
    return silent ? [{ sensor: name, since: last }] : []
  })
}
