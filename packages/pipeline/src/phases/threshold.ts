import { log, ndtriExp } from '@acm/kernels'
import { UsageError } from '../problem.ts'
import type { Settings } from '../types.ts'

/**
 * The score that healthy rows exceed with the wanted probability: Φ⁻¹(1 − rate), since the fused score is a normal equivalent.
 * Raises UsageError ACM-USAGE-FALSE-ALARM-RATE for a rate outside (0, 0.5).
 */
export function threshold({ falseAlarmRate }: Settings): number {
  if (!(falseAlarmRate > 0 && falseAlarmRate < 0.5))
    throw new UsageError(
      'ACM-USAGE-FALSE-ALARM-RATE',
      `falseAlarmRate is ${falseAlarmRate}; it must be above 0 and below 0.5`,
      'leave it out to have the default',
    )
  return -ndtriExp(log(Float64Array.of(falseAlarmRate)))[0]
}
