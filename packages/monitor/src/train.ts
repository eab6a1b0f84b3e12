// Learning a model of an asset to score by later.

import { type AssetModel, type Settings, toJson } from '@acm/contract'
import type { Trained } from '@acm/pipeline'
import { defaults } from '@acm/pipeline/settings'
import type { Store } from '@acm/store'
import { contextOf } from './context.ts'
import { numberedStates } from './known.ts'
import { type Learning, type Subject, watching } from './lent.ts'

export interface Training extends Trained {
  readonly asset: string
  readonly settings: Settings
  /** Times are those of a declared time zone. */
  readonly zoned: boolean
  /** What is told of the model without reading it. */
  readonly summary: Readonly<Record<string, unknown>>
}

function summaryOf({ trainedOn, sensors, strands, threshold, falseAlarms }: AssetModel, settings: Settings): Training['summary'] {
  return { ...trainedOn, sensors: sensors.map(({ name }) => name), states: strands.length, threshold, falseAlarms, settings }
}

/** Learns a model of the asset from its rows; keeps nothing: `keepModel` does. Raises Problem as `train` of the pipeline does. */
export async function train({ asset, rows, settings: asked }: Subject, lent: Learning): Promise<Training> {
  const { store, engine } = lent
  const settings = { ...defaults, ...asked, asset }
  const statements = store ? await store.statements(asset) : []
  const trained = await engine.train({ history: rows, settings, statements, ...(await numberedStates(store, asset)), ...watching(lent) })
  return { ...trained, asset, settings, zoned: rows.zoned, summary: summaryOf(trained.model, settings) }
}

/** Keeps a model as its asset's next version, whose number it gives: one that scores from now on, or a candidate that waits for a person to promote it. */
export function keepModel(store: Store, training: Training, state: 'promoted' | 'candidate'): Promise<number> {
  const { asset, maturity, reason, summary, model, context } = training
  const promote = state === 'promoted'
  const kept = { asset, maturity, reason, summary, body: toJson(model), promote }
  return store.saveModel(kept, promote ? contextOf(context) : undefined)
}
