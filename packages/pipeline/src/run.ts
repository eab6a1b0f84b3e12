import type { Run } from '@acm/contract'
import { conclude } from './conclude.ts'
import { learn, partsOf, prepare, rulesOf, seenThrough, usualIn } from './learn.ts'
import { pace } from './pace.ts'
import { follow } from './phases/judge/follow.ts'
import { excursions } from './phases/learn/excursions.ts'
import { constantNames, valuesOf } from './phases/prepare/contract.ts'
import { notices as noticesOf } from './phases/tell/notices.ts'
import type { RunInput } from './run-input.ts'

/**
 * Learns on the training rows what healthy looks like and judges the others: the same numbers on every host. Async only so that
 * progress can be shown and the run cancelled between phases. Memory: about twice the matrix beyond the input.
 * Raises Problem, Problem (see the phases for the codes) and Interrupted.
 */
export async function run(input: RunInput): Promise<Run> {
  const { settings } = input
  const { phase, timings } = pace(input)
  const prepared = await prepare(input, phase)
  const { table, x, sensors, judged } = prepared
  const { trainRows, cadence } = prepared.split
  const { model, lessons, states } = await learn(prepared, input, phase)
  const { threshold } = model

  const strands = lessons.map(({ strand, known }) => ({ strand, model: known.raw.model }))
  const followed = follow({ x, sensors, time: table.time, cadence, from: trainRows, settings, strands })
  const judgements = await phase('scores', () =>
    lessons.map((lesson) => ({ ...seenThrough(lesson, followed, rulesOf(settings)), usual: usualIn(lesson), parts: partsOf(lesson) })),
  )
  const { statements, foretold } = input
  const rows = {
    model,
    table,
    measured: x,
    constants: valuesOf(table, constantNames(model)),
    followed,
    judgements,
    states,
    judgedFrom: trainRows,
    from: 0,
    input,
    setAside: judged.setAside,
    statements,
    foretold,
  }
  const { result } = await conclude(rows, phase, ({ fused, unknownEpisodes }) => {
    const training = excursions(fused.subarray(0, trainRows), threshold, states, 0)
    return {
      first: prepared.notices,
      last: noticesOf({ lessons, time: table.time, threshold, training, unknown: unknownEpisodes }),
    }
  })
  return { result, timings }
}
