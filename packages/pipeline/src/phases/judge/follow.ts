// Baselines that follow slow change, for sensors that are known to wander: a weather, a season, a probe that ages. Off unless asked for, a sensor at a time:
// what follows a drift also follows a slow fault.

import type { AssetModel, Notice, Offsets, Settings } from '@acm/contract'
import { type Columns, column, emptyColumns, takeRows } from '../../columns.ts'
import { method } from '../../settings.ts'
import { residualsOf } from '../learn/state-model.ts'
import { judgedValues } from '../prepare/natures.ts'
import { plainColumn } from './expectation.ts'
import { dayOf, type Past, preparedRows, rowsOfState } from './score-rows.ts'

const DAY_MS = 86_400_000

export interface FollowInput {
  readonly model: AssetModel
  /** The rows to be judged, by sensor. */
  readonly x: Columns
  readonly time: Float64Array
  readonly past: Past | undefined
  readonly settings: Pick<Settings, 'follow'>
  /** How far baselines had come at the row before. */
  readonly offsets?: Offsets | undefined
}

export interface Followed {
  /** What is judged: rows less their baselines; the input itself where nothing is followed. */
  readonly x: Columns
  readonly offsets: Offsets
  readonly notices: readonly Notice[]
}

/** How far some sensors are from what the others lead one to expect, rows × the given sensors; NaN in a state that training did not show. */
function distances({ model, x, time, past }: FollowInput, sensors: readonly number[]): Columns {
  const out = emptyColumns(x.rows, sensors.length)
  out.values.fill(Number.NaN)
  const prepared = preparedRows(model, x, time, past?.trail)
  const measured = judgedValues(model.columns, x, time, past?.trail)
  for (const strand of model.strands) {
    const rows = rowsOfState(prepared, strand.state)
    const own = dayOf(
      Float64Array.from(rows, (row) => time[row]),
      model.daily,
    )
    const { residuals } = residualsOf(takeRows(measured, rows), own, strand)
    sensors.forEach((sensor, k) => {
      const col = plainColumn(model, sensor)
      if (col < 0) return
      const [values, to] = [column(residuals, col), column(out, k)]
      rows.forEach((row, i) => {
        to[row] = values[i] * strand.scale[col]
      })
    })
  }
  return out
}

/** Moves the baseline towards each distance by no more than its rate allows, and takes it off the value. A pause counts as a short one. Gives where it ends. */
function followColumn(
  values: Float64Array,
  distance: Float64Array,
  rate: number,
  { time, model: { cadence }, past }: FollowInput,
  begin: number,
): number {
  let offset = begin
  for (let row = 0; row < values.length; row++) {
    const before = row > 0 ? time[row - 1] : (past?.trail.time ?? time[row] - cadence)
    const most = (rate * Math.min(time[row] - before, method.gapCadences * cadence)) / DAY_MS
    if (Number.isFinite(distance[row])) offset += Math.min(Math.max(distance[row] - offset, -most), most)
    values[row] -= offset
  }
  return offset
}

function noticeOf(sensor: string, offset: number, rate: number): Notice {
  const text = `${sensor} is judged and drawn less what its baseline has followed: ${Number(offset.toPrecision(2))} now, at most ${rate} a day`
  return { code: 'ACM-NOTICE-FOLLOWED', text: `${text}; what follows a drift also follows a slow fault` }
}

/**
 * Takes a baseline off each sensor of `settings.follow` that moves, by at most so many units a day, towards the sensor's distance from what the others lead
 * one to expect: towards the median of the recent distances, for each row pulls as hard as any other. It fails by following a fault that is slower, and where two
 * sensors wander together and explain each other. Source: rate-limited (slew) tracking, the sign algorithm of adaptive filters. Cost: one expectation of the
 * judged rows, and a copy of x. Measured against the raw distance from the training median: that one lags by the load's noise, and a drift of a
 * third of the rate alarmed all the same.
 */
export function follow(input: FollowInput): Followed {
  const rates = Object.entries(input.settings.follow ?? {})
  if (rates.length === 0) return { x: input.x, offsets: {}, notices: [] }
  const x = { ...input.x, values: input.x.values.slice() }
  const columns = rates.map(([name, rate]) => ({ name, rate, col: input.model.sensors.findIndex((sensor) => sensor.name === name) }))
  const known = columns.filter(({ col }) => col >= 0)
  const off = distances(
    input,
    known.map(({ col }) => col),
  )
  const ends = known.map(({ name, rate, col }, k) => {
    const offset = followColumn(column(x, col), column(off, k), rate, input, input.offsets?.[name] ?? 0)
    return { name, rate, offset }
  })
  const absent = columns
    .filter(({ col }) => col < 0)
    .map(({ name }) => ({ code: 'ACM-NOTICE-FOLLOWED', text: `${name} is not among the sensors that are judged, so nothing of it is followed` }))
  return {
    x,
    offsets: Object.fromEntries(ends.map(({ name, offset }) => [name, offset])),
    notices: [...ends.map(({ name, offset, rate }) => noticeOf(name, offset, rate)), ...absent],
  }
}
