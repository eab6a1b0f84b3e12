// A drift asks for a new model; whether the machine has a new normal or a slow fault, only a person knows.

import { interrupted, type Problem, type RunResult } from '@acm/contract'
import type { Scoring, Subject } from './lent.ts'
import { keepModel, train } from './train.ts'

/** What a drift led to: a candidate, one that waits already, or none, for the rows are too few (in a sentence). */
export type Retrained = { readonly what: 'trained' | 'waits'; readonly version: number } | { readonly what: 'too few rows'; readonly reason: string }

/** A candidate that is newer than the model which scores. */
async function waiting({ store }: Pick<Scoring, 'store'>, asset: string): Promise<number | undefined> {
  const models = await store.listModels(asset)
  const promoted = models.find(({ state }) => state === 'promoted')?.version ?? 0
  return models.find(({ state, version }) => state === 'candidate' && version > promoted)?.version
}

/**
 * Where the score of `result` drifts: a model of the subject's rows, kept as a candidate, once: no second one while a first waits. Undefined without a
 * drift. Raises Problem as `train` does but for too few rows; cancelled, ACM-INTERRUPTED, and nothing was kept.
 */
export async function retrainOnDrift(subject: Subject, { outlook }: RunResult, lent: Scoring): Promise<Retrained | undefined> {
  if (outlook?.drift.state !== 'drifting') return undefined
  const version = await waiting(lent, subject.asset)
  if (version !== undefined) return { what: 'waits', version }
  try {
    const training = await train(subject, lent)
    if (lent.cancel()) throw interrupted()
    return { what: 'trained', version: await keepModel(lent.store, training, 'candidate') }
  } catch (error) {
    const { code, message } = error as Problem
    if (code !== 'ACM-DATA-FEW-ROWS') throw error
    return { what: 'too few rows', reason: message }
  }
}
