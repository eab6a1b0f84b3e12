// What a store holds of an asset that has a part in judging it.

import type { EarlierStates, Foretellings, History, Statement } from '@acm/contract'
import type { Store } from '@acm/store'

/** One version of a model with its body. */
export type KeptModel = NonNullable<Awaited<ReturnType<Store['model']>>>

export interface Heard {
  readonly statements: readonly Statement[]
  readonly foretold?: Foretellings
}

/** First and last time of a history, whose rows need not be sorted. */
const reach = ({ time }: History): [number, number] => [
  time.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY),
  time.reduce((last, at) => Math.max(last, at), Number.NEGATIVE_INFINITY),
]

/** What people said, and what was foretold of these rows. */
export async function heardOf(store: Store | undefined, asset: string, rows: History): Promise<Heard> {
  if (!store) return { statements: [] }
  return { statements: await store.statements(asset), foretold: await store.forecasts(asset, ...reach(rows)) }
}

/** Whose numbers operating states keep that are learned anew; scoring by a model has them from the model. */
export async function numberedStates(store: Store | undefined, asset: string): Promise<{ readonly earlierStates?: EarlierStates }> {
  const earlierStates = await store?.earlierStates(asset)
  return earlierStates ? { earlierStates } : {}
}
