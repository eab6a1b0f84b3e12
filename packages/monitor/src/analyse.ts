// Learning what healthy looks like from some rows of an asset, and judging the others.

import type { History, Problem } from '@acm/contract'
import { defaults } from '@acm/pipeline/settings'
import { beforeThis, type Judged, type Outcome, unlessNothingNew } from './judged.ts'
import { heardOf, numberedStates } from './known.ts'
import { type Learning, type Subject, watching } from './lent.ts'
import { scoreByModel } from './score.ts'

async function learnAndJudge({ asset, rows, settings }: Subject, lent: Learning, baseline: History | undefined): Promise<Judged> {
  const { store, engine } = lent
  const known = { ...(await heardOf(store, asset, rows)), ...(await numberedStates(store, asset)) }
  const { result, timings } = await engine.run({
    history: rows,
    ...(baseline && { baseline }),
    settings: { ...defaults, ...settings, asset },
    ...known,
    ...watching(lent),
  })
  return { result, timings, ...(await beforeThis(store, asset)) }
}

/**
 * Learns and judges; where the rows are too few to learn from and a model of the asset is kept, judges by that, whose `version` the outcome names.
 * `baseline`: rows that are healthy, instead of some of the subject's. Keeps nothing: `keepRun` does. Raises Problem as `run` of the pipeline does;
 * cancelled, ACM-INTERRUPTED.
 */
export async function analyse(subject: Subject, lent: Learning, baseline?: History): Promise<Outcome> {
  const { asset } = subject
  const { store } = lent
  try {
    return await learnAndJudge(subject, lent, baseline)
  } catch (error) {
    const few = (error as Partial<Problem>).code === 'ACM-DATA-FEW-ROWS'
    const kept = few && store ? await store.model({ asset }) : undefined
    if (!store || !kept) throw error
    return unlessNothingNew(asset, () => scoreByModel(subject, kept, { ...lent, store }))
  }
}
