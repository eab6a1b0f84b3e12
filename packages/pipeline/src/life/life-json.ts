import { type Check, checked, doubles, entries, list, number, object, oneOf, text, whole } from '@acm/contract'
import type { LifeModel } from './life.ts'

const learner = oneOf('trees', 'ridge')
const heldOut = object({ rmse: number, coverage: number, width: number })

const lifeModel: Check<LifeModel> = object({
  schemaVersion: oneOf(1),
  sensors: list(text),
  ageUnit: oneOf('cycles', 'hours'),
  settings: object({ operating: list(text), seed: number, learner: oneOf('trees', 'ridge', 'auto') }, { cap: number }),
  cap: number,
  used: list(whole()),
  conditions: object({ cols: list(whole()), center: doubles(), scale: doubles(), centers: doubles(), k: whole(1) }),
  scaling: object({ center: list(doubles()), scale: list(doubles()) }),
  learner,
  learned: entries(doubles()),
  bands: object({ at: doubles(), p10: doubles(), p50: doubles(), p90: doubles() }),
  trainedOn: object({ units: whole(), rows: whole(), shortest: number, median: number, longest: number }),
  heldOut: entries(heldOut),
})

/** A life model, from JSON that `toJson` wrote. Raises Problem ACM-DATA-MODEL that names the first place that is not as it should be. */
export const lifeModelOf = (json: string): LifeModel => checked(json, 'life model', lifeModel)
