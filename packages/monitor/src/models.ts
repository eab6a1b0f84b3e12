// The versions of an asset's model: which of them scores.

import { Problem } from '@acm/contract'
import type { ModelChoice, Store } from '@acm/store'
import type { ModelFile } from './formats/model-file.ts'
import type { KeptModel } from './known.ts'

type Version = Required<ModelChoice>

const unknownVersion = ({ asset, version }: Version): Problem =>
  new Problem('ACM-USAGE-VERSION', `there is no version ${version} of the model of ${asset}`, 'choose one that is kept', {
    means: [{ task: 'models' }],
  })

/** One version with its body. Raises Problem ACM-USAGE-VERSION where there is none, as all of these do. */
export async function modelVersion(store: Store, choice: Version): Promise<KeptModel> {
  const model = await store.model(choice)
  if (!model) throw unknownVersion(choice)
  return model
}

/** Lets a version score from now on; the one before is deprecated. */
export async function promote(store: Store, choice: Version): Promise<void> {
  if (!(await store.changeModel(choice, 'promoted', ''))) throw unknownVersion(choice)
}

/** Takes a version out of use. */
export async function deprecate(store: Store, choice: Version, reason: string): Promise<void> {
  if (!(await store.changeModel(choice, 'deprecated', reason))) throw unknownVersion(choice)
}

/** Adds a model from another store as the next version of `asset`, whose number it gives. */
export function importModel(store: Store, { maturity, reason, summary, body }: ModelFile, asset: string, state: 'promoted' | 'candidate') {
  return store.saveModel({ asset, maturity, reason, summary, body, promote: state === 'promoted' })
}
