// Training by itself: a model to be stored, for scoring later.

import type { History, Notice, StoredModel, Timing } from '@acm/contract'
import { learn, prepare, storable } from './learn.ts'
import { pace } from './pace.ts'
import { allForTraining } from './phases/prepare/split.ts'
import { notices as noticesOf } from './phases/tell/notices.ts'
import type { RunInput } from './run-input.ts'
import { contextOf } from './score.ts'

/** How far a model is to be trusted: LEARNING until its training rows are many and alike. */
export type Maturity = 'LEARNING' | 'CONVERGED'

export interface Trained {
  readonly model: StoredModel
  readonly maturity: Maturity
  /** Why it is LEARNING yet; a sentence or ''. */
  readonly reason: string
  readonly notices: readonly Notice[]
  /** The last rows, for the scoring of those that follow. */
  readonly context: History
  readonly timings: readonly Timing[]
}

/** What keeps a model from being converged. */
const UNSETTLING = ['ACM-NOTICE-FEW-TRAIN-ROWS', 'ACM-NOTICE-UNLIKE-BLOCK']

/**
 * Learns from all rows of a history, or the first of them where the settings say how many. Raises what `run` raises; ACM-DATA-FEW-ROWS says how many rows
 * there are, how many are needed, and when they will be there. Cost: as a run's, less the scoring.
 */
export async function train(input: RunInput): Promise<Trained> {
  const { phase, timings } = pace(input)
  const prepared = await prepare(input, phase, allForTraining)
  const { table, x, split } = prepared
  const learned = await learn(prepared, input, phase)
  const { lessons, states } = learned
  const model = await phase('expectations', () => storable(learned))
  const { threshold } = model
  const notices = [
    ...table.notices,
    ...prepared.notices,
    ...noticesOf({ lessons, time: table.time, threshold, training: { list: [], anomaly: states }, unknown: [] }),
  ]
  const unsettled = notices.find(({ code }) => UNSETTLING.includes(code))
  return {
    model,
    maturity: unsettled ? 'LEARNING' : 'CONVERGED',
    reason: unsettled?.text ?? '',
    notices,
    context: contextOf(model.sensors, x, table.time, input.history.zoned, split.trainRows),
    timings,
  }
}
