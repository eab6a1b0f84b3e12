import type { Zone } from '@acm/contract'
import { ewma, exp, log } from '@acm/kernels'
import { method } from '../../settings.ts'

/** Health at the alarm threshold, so that zone and alarm agree. */
const AT_THRESHOLD = 0.8

/** The highest figure of a row in alarm: its score may fall below the threshold and the episode be held all the same. */
const HIGHEST_IN_ALARM = 79

/**
 * Health of each row, 0 … 100: 100·0.8^(max(score, 0)/threshold), smoothed with α 0.3 from the first row on. Zone and alarm never
 * contradict each other: a row of an episode (`anomaly` 1) is below 80, any other row from `from` on is not.
 */
export function health(fused: Float64Array, threshold: number, anomaly: Uint8Array, from: number): Float64Array {
  const logBase = log(Float64Array.of(AT_THRESHOLD))[0]
  const each = exp(fused.map((score) => (logBase * Math.max(score, 0)) / threshold)).map((share) => 100 * share)
  const smooth = ewma(each, { alpha: method.healthAlpha })
  return smooth.map((value, row) => (anomaly[row] ? Math.min(value, HIGHEST_IN_ALARM) : row < from ? value : Math.max(value, 100 * AT_THRESHOLD)))
}

export function zoneOf(value: number): Zone {
  if (value >= 80) return 'healthy'
  if (value >= 50) return 'degrading'
  return value >= 20 ? 'critical' : 'failure'
}
