import type { Zone } from '@acm/contract'
import { exp, log } from '@acm/kernels'
import { method } from '../../settings.ts'

/** Health at the level, so that zone and alarm agree. */
const AT_THRESHOLD = 0.8

/** The highest figure of a row in alarm: its score may fall below the threshold and the episode be held all the same. */
const HIGHEST_IN_ALARM = 79

const NEVER = 100

/**
 * Health of each row, 0 … 100: 100·0.8^max(score, 0), smoothed with α 0.3 from `before` on; a row that was not judged keeps the one before. Zone and alarm never
 * contradict each other: a row of an alarm (`anomaly` 1) is below 80, any other row is not. `last` is where the smoothing goes on.
 */
export function health(fused: Float64Array, anomaly: Uint8Array, before = NEVER): { health: Float64Array; last: number } {
  if (fused.length === 0) return { health: fused, last: before }
  const logBase = log(Float64Array.of(AT_THRESHOLD))[0]
  const each = exp(fused.map((score) => logBase * Math.max(score, 0))).map((share) => 100 * share)
  const smooth = new Float64Array(each.length)
  let last = before
  for (let row = 0; row < each.length; row++) {
    if (!Number.isNaN(each[row])) last += method.healthAlpha * (each[row] - last)
    smooth[row] = last
  }
  return { health: smooth.map((value, row) => (anomaly[row] ? Math.min(value, HIGHEST_IN_ALARM) : Math.max(value, 100 * AT_THRESHOLD))), last }
}

export function zoneOf(value: number): Zone {
  if (value >= 80) return 'healthy'
  if (value >= 50) return 'degrading'
  return value >= 20 ? 'critical' : 'failure'
}
