import { takeColumns } from './columns.ts'
import { pace } from './pace.ts'
import type { Judgement } from './phases/blame.ts'
import { budgeted, usualRows } from './phases/budget.ts'
import { contract } from './phases/contract.ts'
import { excursions, UNKNOWN_KIND } from './phases/episodes.ts'
import { explain } from './phases/explain.ts'
import { normalWeights } from './phases/fusion.ts'
import { health as healthOf } from './phases/health.ts'
import { notices as noticesOf } from './phases/notices.ts'
import { unknownStates } from './phases/novelty.ts'
import { spreads } from './phases/scaling.ts'
import { judgeSensors } from './phases/sensors.ts'
import { split as splitOf } from './phases/split.ts'
import { operatingStates } from './phases/states.ts'
import { strands } from './phases/strands.ts'
import { threshold as thresholdOf } from './phases/threshold.ts'
import { watch } from './phases/watch.ts'
import { assemble, inRows } from './result.ts'
import type { Run, RunInput } from './types.ts'

/**
 * Learns on the training rows what healthy looks like and judges the others: the same numbers on every host. Async only so that
 * progress can be shown and the run cancelled between phases. Memory: about twice the matrix beyond the input.
 * Raises DataError, UsageError (see the phases for the codes) and Interrupted.
 */
export async function run(input: RunInput): Promise<Run> {
  const { settings } = input
  const { phase, timings } = pace(input)
  const floor = thresholdOf(settings)
  const weights = normalWeights(settings)

  const table = await phase('contract', () => contract(input.history, input.baseline, settings))
  const split = await phase('split', () => splitOf(table, settings))
  const judged = await phase('sensors', () => judgeSensors(table.x, table.sensors, split.trainRows))
  const x = takeColumns(table.x, judged.used)
  const sensors = judged.used.map((col) => table.sensors[col])

  const states = await phase('states', () => operatingStates(x, split.trainRows, judged.profiles))
  const whole = spreads(x, split.trainRows)
  const judgements: Judgement[] = []
  for (const strand of strands(x, states, split))
    judgements.push({ strand, watched: await phase('detectors', () => watch(strand, whole, weights, settings.falseAlarmRate)) })

  const fused = inRows(x.rows, judgements, ({ watched }) => watched.fused)
  const healthy = { ...usualRows(judgements, states, split.trainRows), cadence: split.cadence }
  const { threshold, falseAlarms } = await phase('threshold', () => budgeted(healthy, floor, settings))
  const unknown = await phase('novelty', () => unknownStates(x, judged.profiles, split.trainRows))
  const kinds = states.map((state, row) => state + UNKNOWN_KIND * unknown[row])
  const found = await phase('episodes', () => excursions(fused, threshold, kinds, split.trainRows))
  const training = excursions(fused.subarray(0, split.trainRows), threshold, states, 0)
  const health = await phase('health', () => healthOf(fused, threshold, found.anomaly, split.trainRows))

  const common = { sensors, x, judgements, weights, threshold, fused }
  const { asset } = settings
  const explained = await phase('explain', () => explain({ ...common, asset, time: table.time, profiles: judged.profiles, excursions: found, kinds }))
  const noticed = noticesOf({ judgements, time: table.time, threshold, training, unknown: explained.unknown })
  const notices = [...table.notices, ...judged.notices, ...noticed]
  const findings = { ...common, falseAlarms, ...explained, input, table, split, judged, anomaly: found.anomaly, health, notices }
  return { result: await phase('result', () => assemble(findings)), timings }
}
