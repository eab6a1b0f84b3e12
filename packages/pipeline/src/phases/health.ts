import { ewma, exp, log } from '@acm/kernels'
import { method } from '../settings.ts'
import type { Zone } from '../types.ts'

/** Health at the alarm threshold, so that zone and alarm agree. */
const AT_THRESHOLD = 0.8

/** Health of each row, 0 … 100: 100·0.8^(max(score, 0)/threshold), smoothed with α 0.3 from the first row on. */
export function health(fused: Float64Array, threshold: number): Float64Array {
  const logBase = log(Float64Array.of(AT_THRESHOLD))[0]
  const each = exp(fused.map((score) => (logBase * Math.max(score, 0)) / threshold)).map((share) => 100 * share)
  return ewma(each, { alpha: method.healthAlpha })
}

export function zoneOf(value: number): Zone {
  if (value >= 80) return 'healthy'
  if (value >= 50) return 'degrading'
  return value >= 20 ? 'critical' : 'failure'
}
