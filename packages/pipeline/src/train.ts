// Training by itself: a model to be stored, for scoring later.

import type { AssetModel, Context, Notice, Timing } from '@acm/contract'
import { learn, prepare } from './learn.ts'
import { pace } from './pace.ts'
import { allForTraining } from './phases/prepare/split.ts'
import { notices as noticesOf, unsettledReason } from './phases/tell/notices.ts'
import type { RunInput } from './run-input.ts'
import { firstContext } from './score.ts'

/** How far a model is to be trusted: LEARNING until its training rows are many and alike. */
export type Maturity = 'LEARNING' | 'CONVERGED'

export interface Trained {
  readonly model: AssetModel
  readonly maturity: Maturity
  /** Why it is LEARNING yet; a sentence or ''. */
  readonly reason: string
  readonly notices: readonly Notice[]
  /** For the scoring of the rows that follow. */
  readonly context: Context
  readonly timings: readonly Timing[]
}

/**
 * Learns from all rows of a history, or the first of them where the settings say how many. Raises what `run` raises; ACM-DATA-FEW-ROWS says how many rows
 * there are, how many are needed, and when they will be there. Cost: as a run's, less the scoring.
 */
export async function train(input: RunInput): Promise<Trained> {
  const { phase, timings } = pace(input)
  const prepared = await prepare(input, phase, allForTraining)
  const { model } = await learn(prepared, input, phase)
  const reason = unsettledReason(model)
  return {
    model,
    maturity: reason === '' ? 'CONVERGED' : 'LEARNING',
    reason,
    notices: [...prepared.table.notices, ...prepared.notices, ...noticesOf(model)],
    context: firstContext(model, input.history.zoned),
    timings,
  }
}
