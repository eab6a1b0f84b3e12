import type { Run } from '@acm/contract'
import { takeSpans } from './columns.ts'
import { conclude } from './conclude.ts'
import { learn, prepare } from './learn.ts'
import { pace } from './pace.ts'
import { follow } from './phases/judge/follow.ts'
import { scoreRows } from './phases/judge/score-rows.ts'
import { constantNames, valuesOf } from './phases/prepare/contract.ts'
import { notices as noticesOf } from './phases/tell/notices.ts'
import type { RunInput } from './run-input.ts'

/**
 * Learns on the training rows what healthy looks like and judges the others: the same numbers on every host. Async only so that
 * progress can be shown and the run cancelled between phases. Memory: about twice the matrix beyond the input.
 * Raises Problem (see the phases for the codes), cancelled ACM-INTERRUPTED.
 */
export async function run(input: RunInput): Promise<Run> {
  const { settings, statements, foretold } = input
  const { phase, timings } = pace(input)
  const prepared = await prepare(input, phase)
  const { table, x, setAside } = prepared
  const { trainRows } = prepared.split
  const { model, trained } = await learn(prepared, input, phase)
  const later = takeSpans(x, [{ begin: trainRows, end: x.rows }])
  const time = table.time.subarray(trainRows)
  const followed = follow({ model, x: later, time, past: undefined, settings })
  const scored = await phase('scores', () => scoreRows(model, followed.x, time))
  const constants = valuesOf(table, constantNames(model))
  const rows = { model, table, followed, trained, scored, x, time, constants, input, setAside, statements, foretold }
  const { result } = await conclude(rows, phase, { first: prepared.notices, last: noticesOf(model) })
  return { result, timings }
}
