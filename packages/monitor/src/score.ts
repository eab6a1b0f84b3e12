// Judging new rows of an asset by its promoted model.

import { type AssetModel, modelOf, Problem, type Settings, storedContextOf } from '@acm/contract'
import { nearestNames } from '@acm/pipeline/nearest-names'
import { defaults } from '@acm/pipeline/settings'
import type { Store } from '@acm/store'
import { contextOf } from './context.ts'
import { beforeThis, type Judged, type Outcome, unlessNothingNew } from './judged.ts'
import { heardOf, type KeptModel } from './known.ts'
import { type Scoring, type Subject, watching } from './lent.ts'

/** Each of these shapes a model; one that was asked for and is another than the model's makes it answer another question. */
const SHAPING = ['sensors', 'ignore', 'alarmsAMonth'] as const

export const noModel = (asset: string): Problem =>
  new Problem('ACM-DATA-NO-MODEL', `the store has no promoted model of ${asset}`, 'train one, or promote one that is kept', {
    means: [{ task: 'train' }, { task: 'models' }],
  })

function rejectStrangers(follow: Settings['follow'], { sensors }: AssetModel): void {
  const known = sensors.map(({ name }) => name)
  const stranger = Object.keys(follow ?? {}).find((name) => !known.includes(name))
  if (stranger === undefined) return
  const [near] = nearestNames(stranger, known, 1)
  throw new Problem('ACM-USAGE-UNKNOWN-SENSOR', `follow names "${stranger}", which the model does not judge`, `did you mean "${near}"?`, {
    means: [{ option: 'follow' }],
  })
}

/** Deprecates a model that was not trained with what is asked for now, and raises ACM-DATA-MODEL-DEPRECATED. */
async function rejectOtherSettings({ asset, settings = {} }: Subject, { version }: KeptModel, trained: Settings, store: Store): Promise<void> {
  const asked = { ...defaults, ...settings }
  const changed = SHAPING.find((key) => settings[key] !== undefined && JSON.stringify(asked[key]) !== JSON.stringify(trained[key]))
  if (changed === undefined) return
  const why = `${changed} is ${JSON.stringify(asked[changed])} now and was ${JSON.stringify(trained[changed])} in training`
  await store.changeModel({ asset, version }, 'deprecated', why)
  throw new Problem('ACM-DATA-MODEL-DEPRECATED', `version ${version} of ${asset} is deprecated, for ${why}`, 'train it again', {
    means: [{ task: 'train' }],
  })
}

/** What the rows scored last have left, as the pipeline takes it. */
async function lookedBackOn(store: Store, asset: string) {
  const kept = await store.context(asset)
  if (!kept) return {}
  return { context: storedContextOf(kept) }
}

/** What `score` does, by a model that is at hand; raises ACM-DATA-NO-NEW-ROWS where all rows were scored before. */
export async function scoreByModel(subject: Subject, kept: KeptModel, lent: Scoring): Promise<Judged> {
  const { asset, rows, settings } = subject
  const { store, engine } = lent
  const model = modelOf(kept.body)
  const follow = settings?.follow
  rejectStrangers(follow, model)
  await rejectOtherSettings(subject, kept, model.settings, store)
  const { result, timings, context } = await engine.score({
    model: { ...model, settings: { ...model.settings, ...(follow && { follow }) } },
    history: rows,
    ...(await heardOf(store, asset, rows)),
    ...(await lookedBackOn(store, asset)),
    ...watching(lent),
  })
  // The others are continued by what is carried of their sensors.
  const ongoing = result.episodes.find((episode) => episode.ongoing && (episode.kind ?? 'alarm') === 'alarm' && !episode.moved)
  const next = { ...contextOf(context), ...(ongoing && { ongoingSince: ongoing.start }) }
  return { result, timings, ...(await beforeThis(store, asset)), version: kept.version, context: next }
}

/**
 * Scores the rows that are new by the asset's promoted model; keeps nothing but this: a model that was not trained with a setting asked for is
 * deprecated. Of the settings `follow` alone has a part in scoring. Raises Problem ACM-DATA-NO-MODEL, ACM-DATA-MODEL-DEPRECATED,
 * ACM-USAGE-UNKNOWN-SENSOR for a sensor to follow that the model does not judge, and what `score` of the pipeline raises.
 */
export async function score(subject: Subject, lent: Scoring): Promise<Outcome> {
  const { asset } = subject
  const kept = await lent.store.model({ asset })
  if (!kept) throw noModel(asset)
  return unlessNothingNew(asset, () => scoreByModel(subject, kept, lent))
}
