// A model and a context as they come from a store or a file: nothing of them is used before all of it is what it should be.

import { type Check, checked, doubles, entries, flag, list, number, object, oneOf, text, whole } from './check.ts'
import type { Blocks, Context } from './context.ts'
import type { Calibration, Model, ScaleModel, StoredModel } from './model.ts'

const sensor = object({ name: text }, { description: text, unit: text })
const range = object({ low: number, high: number })
const detectorName = oneOf('omr', 'pca_spe', 'ar1', 'pca_t2', 'gmm', 'iforest')

const settings = object(
  { asset: text, ignore: list(text), seed: number, weights: entries(number), falseAlarmRate: number, alarmsAMonth: number },
  { trainRows: whole(), trainUntil: number, sensors: list(text), discountAlike: flag, follow: entries(number) },
)

const falseAlarms = object({ budget: number, months: number, alarms: number, rate: number, low: number, high: number })

const calibration: Check<Calibration> = (value, at) => {
  const found = object({ probabilities: doubles(), quantiles: doubles(), meanExcess: number })(value, at)
  doubles(found.probabilities.length)((value as { quantiles: unknown }).quantiles, `${at}.quantiles`)
  return found
}

/** Detectors of a scale for `cols` sensors: each list is as long as its meaning says. */
const detectors =
  (cols: number): Check<Model> =>
  (value, at) => {
    const each = doubles(cols)
    const square = doubles(cols * cols)
    const found = object(
      {
        scaling: object({ center: each, scale: each, spread: each }),
        pca: object({ center: each, vectors: doubles(), eigenvalues: doubles(), kept: whole(0) }),
        usualAr1: number,
      },
      {
        ar1: object({ center: each, phi: each, scale: each }),
        omr: object({ center: each, coefficients: square, scale: each }),
        gmm: object({ center: each, spread: each, weights: doubles(), means: doubles(), factors: doubles(), logDeterminants: doubles() }),
        iforest: object({
          roots: doubles(),
          features: doubles(),
          thresholds: doubles(),
          left: doubles(),
          right: doubles(),
          counts: doubles(),
          rowsOfTree: whole(1),
          sensors: whole(1),
        }),
      },
    )(value, at)
    return found
  }

const scale = (cols: number): Check<ScaleModel> =>
  object({ model: detectors(cols), calibrations: entries(calibration), calibration }, { weights: entries(number) })

/** All of a model but its lists by sensor, which need to know how many there are. */
const frame = object({
  schemaVersion: whole(1),
  asset: text,
  sensors: list(sensor),
  settings,
  cadence: number,
  threshold: number,
  falseAlarms,
  unlike: number,
  healthy: doubles(),
  trainedOn: object({ files: list(text), rows: whole(), start: number, end: number }),
  transients: list(whole()),
  votes: list(object({ col: whole(), cuts: list(number), heaps: list(whole()) })),
  faces: list(object({ number: whole(1), trainRows: whole(), typical: list(object({ sensor: text, value: number })) })),
})

const ofSensors = (cols: number) =>
  object({
    flatShares: list(number, cols),
    ranges: list(range, cols),
    watch: object({
      gap: list(whole(), cols),
      flat: list(whole(), cols),
      share: list(number, cols),
      constants: list(object({ sensor, value: number })),
    }),
    paces: list(doubles(cols)),
    strands: list(object({ state: whole(), trainRows: whole(), raw: scale(cols), slow: scale(cols), calibration })),
    usual: list(object({ ranges: list(range, cols), bands: list(range, cols) })),
    parts: list(entries(doubles(cols))),
  })

const storedModel: Check<StoredModel> = (value, at) => {
  const whole = frame(value, at)
  const { strands, usual, parts, ...rest } = ofSensors(whole.sensors.length)(value, at)
  for (const name of Object.keys(whole.settings.weights)) detectorName(name, 'settings.weights')
  list(range, strands.length)(
    usual.map(() => ({ low: 0, high: 0 })),
    'usual',
  )
  return { ...whole, ...rest, strands, usual, parts } as StoredModel
}

/** A model of one asset, from JSON that `toJson` wrote. Raises Problem ACM-DATA-MODEL that names the first place that is not as it should be. */
export const modelOf = (json: string): StoredModel => checked(json, 'model', storedModel)

const blocks: Check<Blocks> = object({ size: whole(1), means: list(number), begins: list(number), sum: number, rows: whole(), begin: number })
const trouble = object({ id: text, start: number, lastId: text, end: number })
const watching = object(
  {
    held: entries(object({ value: number, since: number, rows: whole(), last: number, missed: whole(), stuck: flag })),
    moved: entries(object({ value: number, since: number, rows: whole(), last: number, back: whole() })),
    told: list(object({ id: text, kind: oneOf('alarm', 'outside-trained-range'), start: number, end: number })),
  },
  { darkSince: number },
)
const trail = object({ drift: object({ scores: blocks, alarms: blocks }), health: entries(blocks) }, { troubles: entries(trouble), watching })

const frameOfContext = object(
  { files: list(text), sensors: list(sensor), zoned: flag, rows: whole(), rejectedRows: whole() },
  { offsets: entries(number), trail },
)

/** A context in the pieces in which a store keeps it: what seldom changes and the trail as JSON that `toJson` wrote, the rows as they are. */
export interface ContextPieces {
  readonly body: string
  readonly trail?: string
  /** Absent where an earlier version kept all of it in the body. */
  readonly rows?: { readonly time: Float64Array; readonly values: Float64Array }
}

/** The rows that a scoring looks back on. Raises Problem ACM-DATA-MODEL that names the first place that is not as it should be. */
export function storedContextOf(pieces: ContextPieces): Context {
  const what = 'context of an asset'
  const found = checked(pieces.body, what, frameOfContext)
  const size = { time: found.rows, values: found.rows * found.sensors.length }
  const rows = pieces.rows ?? checked(pieces.body, what, object({ time: doubles(size.time), values: doubles(size.values) }))
  for (const key of ['time', 'values'] as const) checked(String(rows[key].length), `${what}: ${key}`, oneOf(size[key]))
  const kept = pieces.trail === undefined ? {} : { trail: checked(pieces.trail, what, trail) }
  return { ...found, ...kept, time: rows.time, values: rows.values, setAside: [], rejected: [] } as Context
}
