// Sensors that stand still while the machine does not: a frozen transmitter looks healthy to every model that was trained on its usual values.

import type { Episode, Held, Watch } from '@acm/contract'
import { column } from '../../columns.ts'
import { moment, shown } from '../../wording.ts'
import { heldAtEnd, heldBefore, type Rows } from '../prepare/silence.ts'

/** A sensor is stuck after more than so many times the longest stretch of one value in training, and more than so many rows. */
const TIMES_LONGER = 10
const LEAST_ROWS = 100
/** Of the steps of training: a sensor with more of them without a change is one that stands still. */
const MOST_STILL = 0.1
/** Where this share of the sensors stands still at once, the machine does. */
const MACHINE_SHARE = 0.5

export interface StuckInput extends Rows {
  readonly asset: string
  readonly watch: Watch
  /** The first judged row. */
  readonly judgedFrom: number
  /** Of the rows before `from`. */
  readonly held?: Readonly<Record<string, Held>> | undefined
}

interface Standing {
  /** Of each row: how many sensors have stood for long. */
  readonly still: Uint16Array
  /** Of each sensor: the longest that it stood. */
  readonly longest: number[]
}

/** Plain loops over the matrix: a call a value took five times as long on 200 sensors × 86,400 rows (measured). */
function standing(input: StuckInput): Standing {
  const { x, from, held } = input
  const still = new Uint16Array(x.rows)
  const longest = input.sensors.map((_, col) => {
    const values = column(x, col)
    let { value, rows } = heldBefore(input, held, col, input.watch)
    let most = rows
    for (let row = from; row < x.rows; row++) {
      const now = values[row]
      if (now === value) rows++
      else if (!Number.isNaN(now)) {
        value = now
        rows = 1
      }
      if (rows > most) most = rows
      if (rows >= LEAST_ROWS) still[row]++
    }
    return most
  })
  return { still, longest }
}

function episodeOf(asset: string, sensor: string, { value, since, last, rows }: Held, ongoing: boolean): Episode {
  return {
    kind: 'sensor-stuck',
    id: `${asset} ${new Date(since).toISOString()} ${sensor}`,
    start: since,
    end: last,
    ongoing,
    rows,
    peak: 0,
    peakTime: since,
    severity: 'low',
    severityReason: `it ${ongoing ? 'has stood' : 'stood'} at ${shown(value)} since ${moment(since)} while the machine moved; that is a matter of the sensor, not of the machine`,
    direction: 'erratic',
    culprits: [{ sensor, share: 100, deviation: Number.NaN, expected: Number.NaN, observed: value }],
  }
}

/** The stretches of one value of a sensor that is stuck in some row, and how it is held at the last. */
function stretchesOf(input: StuckInput, col: number, least: number, still: Uint16Array): { over: Held[]; held: Held } {
  const { x, time, from, judgedFrom } = input
  const values = column(x, col)
  const over: Held[] = []
  let held = heldBefore(input, input.held, col, input.watch)
  for (let row = from; row < x.rows; row++) {
    const [value, at] = [values[row], time[row]]
    if (Number.isNaN(value)) held = { ...held, missed: held.missed + 1 }
    else if (value === held.value) held = { ...held, rows: held.rows + 1, last: at, missed: 0 }
    else {
      if (held.stuck) over.push(held)
      held = { value, since: at, rows: 1, last: at, missed: 0, stuck: false }
    }
    if (row >= judgedFrom && held.rows > least && still[row] < MACHINE_SHARE * x.cols) held = { ...held, stuck: true }
  }
  return { over, held }
}

/**
 * Episodes of sensors that hold one value far longer than ever in training while most others move, as one that
 * is switched off for weeks; one goes on until the sensor gives another value. Gives how each sensor is held at the last row, too. Cost: a pass.
 */
export function stuckSensors(input: StuckInput): { episodes: Episode[]; held: Held[] } {
  const { asset, x, time, sensors, from, watch } = input
  const { still, longest } = standing(input)
  const episodes: Episode[] = []
  const held = sensors.map(({ name }, col) => {
    const least = Math.max(TIMES_LONGER * watch.flat[col], LEAST_ROWS)
    if (!(watch.share[col] < MOST_STILL) || longest[col] <= least)
      return heldAtEnd(column(x, col), time, from, heldBefore(input, input.held, col, input.watch))
    const found = stretchesOf(input, col, least, still)
    episodes.push(...found.over.map((one) => episodeOf(asset, name, one, false)))
    if (found.held.stuck) episodes.push(episodeOf(asset, name, found.held, true))
    return found.held
  })
  return { episodes, held }
}
