import { Problem, type Settings } from '@acm/contract'
import { log, ndtriExp } from '@acm/kernels'

/**
 * The score that healthy rows exceed with the wanted probability: Φ⁻¹(1 − rate), since the fused score is a normal equivalent.
 * Raises Problem ACM-USAGE-FALSE-ALARM-RATE for a rate outside (0, 0.5).
 */
export function threshold({ falseAlarmRate }: Settings): number {
  if (!(falseAlarmRate > 0 && falseAlarmRate < 0.5))
    throw new Problem(
      'ACM-USAGE-FALSE-ALARM-RATE',
      `falseAlarmRate is ${falseAlarmRate}; it must be above 0 and below 0.5`,
      'leave it out to have the default',
    )
  return -ndtriExp(log(Float64Array.of(falseAlarmRate)))[0]
}
