// Sensors that stand still while the machine does not: a frozen transmitter looks healthy to every model that was trained on its usual values.

import type { Episode, Held, Watch } from '@acm/contract'
import { column } from '../../columns.ts'
import { moment, shown } from '../../wording.ts'
import { follows, heldBefore, type Rows } from '../prepare/silence.ts'

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
  /** Of each row: 1 in a state that training does not show. */
  readonly unknown: Uint8Array
  /** The first judged row. */
  readonly judgedFrom: number
  /** Of the rows before `from`. */
  readonly held?: Readonly<Record<string, Held>> | undefined
}

/** Of each row: how many sensors have stood for long. */
function standing(input: StuckInput): Uint16Array {
  const { x, time, from, held } = input
  const out = new Uint16Array(x.rows)
  for (let col = 0; col < x.cols; col++)
    follows(column(x, col), time, from, heldBefore(input, held, col), ({ rows }, row) => {
      if (rows >= LEAST_ROWS) out[row]++
    })
  return out
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

/**
 * Episodes of sensors that hold one value far longer than ever in training while most others move and the machine is in no unknown state, as one that
 * is switched off for weeks; one goes on until the sensor gives another value. Gives how each sensor is held at the last row, too. Cost: two passes.
 */
export function stuckSensors(input: StuckInput): { episodes: Episode[]; held: Held[] } {
  const { asset, x, time, sensors, from, judgedFrom, watch, unknown, held } = input
  const still = standing(input)
  const episodes: Episode[] = []
  const ends = sensors.map(({ name }, col) => {
    const least = Math.max(TIMES_LONGER * watch.flat[col], LEAST_ROWS)
    const moves = watch.share[col] < MOST_STILL
    const end = follows(
      column(x, col),
      time,
      from,
      heldBefore(input, held, col),
      (now, row) => {
        if (moves && row >= judgedFrom && now.rows > least && !unknown[row] && still[row] < MACHINE_SHARE * x.cols) now.stuck = true
      },
      (before) => {
        if (before.stuck) episodes.push(episodeOf(asset, name, before, false))
      },
    )
    if (end.stuck) episodes.push(episodeOf(asset, name, end, true))
    return end
  })
  return { episodes, held: ends }
}
