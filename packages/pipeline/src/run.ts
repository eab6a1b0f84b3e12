import { std } from '@acm/kernels'
import { takeColumns, takeSpans } from './columns.ts'
import { pace } from './pace.ts'
import type { Judgement } from './phases/blame.ts'
import { contract } from './phases/contract.ts'
import { excursions } from './phases/episodes.ts'
import { explain } from './phases/explain.ts'
import { normalWeights } from './phases/fusion.ts'
import { health as healthOf } from './phases/health.ts'
import { notices as noticesOf } from './phases/notices.ts'
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
  const threshold = thresholdOf(settings)
  const weights = normalWeights(settings)

  const table = await phase('contract', () => contract(input.history, input.baseline, settings))
  const split = await phase('split', () => splitOf(table, settings))
  const judged = await phase('sensors', () => judgeSensors(table.x, table.sensors, split.trainRows))
  const x = takeColumns(table.x, judged.used)
  const sensors = judged.used.map((col) => table.sensors[col])
  const train = { begin: 0, end: split.trainRows }

  const states = await phase('states', () => operatingStates(x, split.trainRows, judged.profiles))
  const whole = std(takeSpans(x, [train])).map((spread) => spread || 0)
  const judgements: Judgement[] = []
  for (const strand of strands(x, states, split)) judgements.push({ strand, watched: await phase('detectors', () => watch(strand, whole, weights)) })

  const fused = inRows(x.rows, judgements, ({ watched }) => watched.fused)
  const found = await phase('episodes', () => excursions(fused, threshold, states, split.trainRows))
  const health = await phase('health', () => healthOf(fused, threshold))
  const explaining = {
    asset: settings.asset,
    time: table.time,
    sensors,
    x,
    profiles: judged.profiles,
    judgements,
    excursions: found,
    fused,
    threshold,
    weights,
  }
  const { episodes, signals } = await phase('explain', () => explain(explaining))
  const training = excursions(fused.subarray(0, split.trainRows), threshold, states, 0)
  const notices = [...table.notices, ...judged.notices, ...noticesOf({ judgements, time: table.time, threshold, training, episodes })]

  const findings = {
    input,
    table,
    split,
    judged,
    sensors,
    x,
    judgements,
    weights,
    threshold,
    fused,
    anomaly: found.anomaly,
    health,
    episodes,
    signals,
    notices,
  }
  return { result: await phase('result', () => assemble(findings)), timings }
}
