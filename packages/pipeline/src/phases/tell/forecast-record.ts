// Earlier forecasts held against what came: a forecast without its record is a promise.

import type { ForecastRecord, Foretellings, Foretold, Outlook } from '@acm/contract'

/** Health of the judged rows of one operating state. */
export interface StateHealth {
  readonly health: Float64Array
  readonly time: Float64Array
}

/** The mean of a forecast's span where the judged rows reach its end; undefined while they do not, or where none lies within. */
function truthOf({ due, span }: Foretold, { health, time }: StateHealth): number | undefined {
  if (!(time[time.length - 1] >= due)) return undefined
  let [sum, rows] = [0, 0]
  time.forEach((at, row) => {
    if (at <= due - span || at > due) return
    sum += health[row]
    rows++
  })
  return rows > 0 ? sum / rows : undefined
}

const isInside = ({ p10, p90, observed = Number.NaN }: Foretold): boolean => observed >= p10 && observed <= p90

/**
 * The record of earlier forecasts with those of them whose truth lies in the judged rows, which stand by operating state. One that was scored before is scored anew
 * where the rows are judged again, and kept as it was where they are not.
 */
export function recordOf({ due, rest }: Foretellings, byState: ReadonlyMap<number, StateHealth>): NonNullable<Outlook['record']> {
  const seen = due.map((one) => {
    const own = byState.get(one.state)
    return { one, truth: own && truthOf(one, own) }
  })
  const arrived = seen.flatMap(({ one, truth }) => (truth === undefined ? [] : [{ ...one, observed: truth }]))
  const before = seen.flatMap(({ one, truth }) => (truth === undefined && one.observed !== undefined ? [one] : []))
  const all = [...arrived, ...before]
  const points = rest.points + all.length
  const off = all.reduce((sum, { p50, observed = p50 }) => sum + Math.abs(observed - p50), rest.points * rest.error)
  const record: ForecastRecord = { points, inside: rest.inside + all.filter(isInside).length, error: points > 0 ? off / points : 0 }
  return { ...record, arrived }
}
