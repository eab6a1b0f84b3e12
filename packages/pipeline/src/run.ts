import { learn, partsOf, prepare, rulesOf, seenThrough, usualIn } from './learn.ts'
import { pace } from './pace.ts'
import { excursions, UNKNOWN_KIND } from './phases/episodes.ts'
import { explain } from './phases/explain.ts'
import { follow } from './phases/follow.ts'
import { health as healthOf } from './phases/health.ts'
import { notices as noticesOf } from './phases/notices.ts'
import { unknownStates } from './phases/novelty.ts'
import { outlookOf } from './phases/outlook.ts'
import { heed } from './phases/statements.ts'
import { stuckNotices } from './phases/stuck.ts'
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
  const prepared = await prepare(input, phase)
  const { table, split, x } = prepared
  const { model, lessons, states } = await learn(prepared, input, phase)
  const { threshold } = model
  const rules = rulesOf(settings)

  const course = { ...prepared, time: table.time, cadence: split.cadence, from: split.trainRows }
  const followed = follow({ ...course, settings, strands: lessons.map(({ strand, known }) => ({ strand, model: known.raw.model })) })
  const judgements = await phase('scores', () =>
    lessons.map((lesson) => ({ ...seenThrough(lesson, followed, rules), usual: usualIn(lesson), parts: partsOf(lesson) })),
  )
  const fused = inRows(x.rows, judgements, ({ watched }) => watched.fused)
  const unknown = await phase('novelty', () => unknownStates(x, model.ranges, split.trainRows))
  const kinds = states.map((state, row) => state + UNKNOWN_KIND * unknown[row])
  const found = await phase('episodes', () => excursions(fused, threshold, kinds, split.trainRows))
  const training = excursions(fused.subarray(0, split.trainRows), threshold, states, 0)

  const common = { ...prepared, ...model, ...rules, x: followed.x, judgements, fused, time: table.time }
  const explained = await phase('explain', () => explain({ ...common, excursions: found, kinds }))
  const heeded = heed(explained.episodes, found, input.statements ?? [])
  const { anomaly } = heeded.excursions
  const health = await phase('health', () => healthOf(fused, threshold, anomaly, split.trainRows))
  const ongoing = heeded.episodes.some((episode) => episode.ongoing)
  const { outlook } = await phase('outlook', () =>
    outlookOf({ ...common, health, from: split.trainRows, ongoing, unknown, seed: settings.seed, foretold: input.foretold }),
  )
  const noticed = noticesOf({ lessons, time: table.time, threshold, training, unknown: explained.unknown })
  const stuck = stuckNotices(x, split.trainRows, unknown, prepared.sensors, table.time)
  const notices = [...stuck, ...followed.notices, ...table.notices, ...prepared.notices, ...heeded.notices, ...noticed]
  const { rows, start, end } = model.trainedOn
  const shown = { from: 0, judgedFrom: split.trainRows, train: { rows, start, end }, setAside: prepared.judged.setAside }
  const findings = { ...common, ...explained, ...shown, kinds, episodes: heeded.episodes, outlook, anomaly, health, notices, input }
  return { result: await phase('result', () => assemble(findings)), timings }
}
