// A model and a context as they come from a store or a file: nothing of them is used before all of it is what it should be.

import { type Check, checked, doubles, entries, flag, list, number, object, oneOf, text, whole } from './check.ts'
import type { Blocks, Context } from './context.ts'
import type { AssetModel, StateModel } from './model.ts'

const sensor = object({ name: text }, { description: text, unit: text })

const settings = object(
  { asset: text, ignore: list(text), seed: number, alarmsAMonth: number },
  { trainRows: whole(), trainUntil: number, sensors: list(text), follow: entries(number) },
)

const falseAlarms = object({ budget: number, months: number, alarms: number, rate: number, low: number, high: number })

const judgedColumn = object({ sensor: whole(), nature: oneOf('value', 'rate', 'sine', 'cosine'), quantity: whole(), operating: flag })

const channel = object({ kind: oneOf('largest', 'together', 'pace'), window: whole(1), level: number, usual: number, share: number })

/** What is known of a state of `cols` judged columns, which `predictors` explain: each list is as long as its meaning says. */
const stateModel = (cols: number, predictors: number): Check<StateModel> => {
  const each = doubles(cols)
  const window = object({ rows: whole(1), spread: each, independent: each, precision: doubles(cols * cols), low: each, high: each })
  const ofCurve = { column: whole(), at: doubles(), center: doubles(), scale: doubles() }
  return object(
    {
      state: whole(),
      trainRows: whole(),
      center: each,
      scale: each,
      means: doubles(predictors),
      weights: doubles(predictors * cols),
      curves: list(object(ofCurve)),
      offset: each,
      windows: list(window),
      least: each,
      greatest: each,
      partners: list(object({ column: whole(), other: whole(), sign: number })),
      channels: list(channel),
    },
    { pace: object({ phi: each, scale: each }) },
  )
}

/** All of a model but its lists by sensor and column, which need to know how many there are. */
const frame = object(
  {
    schemaVersion: whole(1),
    asset: text,
    sensors: list(sensor),
    settings,
    cadence: number,
    columns: list(judgedColumn),
    settling: number,
    daily: flag,
    long: flag,
    mergeRows: number,
    factor: number,
    independent: number,
    widened: number,
    faces: list(object({ number: whole(1), name: text, trainRows: whole(), typical: list(object({ sensor: text, value: number })) })),
    threshold: number,
    falseAlarms,
    stretches: list(object({ state: whole(), from: number, to: number })),
    unlike: number,
    healthy: doubles(),
    trainedOn: object({ files: list(text), rows: whole(), start: number, end: number }),
  },
  { stateRule: object({ column: whole(), cut: number }) },
)

/** Predictors beside the judged columns where the time of day explains too. */
const DAY_COLUMNS = 4

const assetModel: Check<AssetModel> = (value, at) => {
  const found = frame(value, at)
  const cols = found.columns.length
  const strands = list(stateModel(cols, cols + (found.daily ? DAY_COLUMNS : 0)))
  const each = found.sensors.length
  const watch = object({
    gap: list(whole(), each),
    flat: list(whole(), each),
    share: list(number, each),
    last: list(number, each),
    constants: list(object({ sensor, value: number })),
  })
  const rest = object({ flatShares: list(number, each), watch, strands })(value, at)
  return { ...found, ...rest } as AssetModel
}

/** A model of one asset, from JSON that `toJson` wrote. Raises Problem ACM-DATA-MODEL that names the first place that is not as it should be. */
export const modelOf = (json: string): AssetModel => checked(json, 'model', assetModel)

const blocks: Check<Blocks> = object({ size: whole(1), means: list(number), begins: list(number), sum: number, rows: whole(), begin: number })
const trouble = object({ id: text, start: number, lastId: text, end: number })
const openEpisode = object({ start: number, begin: whole(), clock: whole(), rows: whole(), peak: number, peakTime: number })
const strandTrail = object({ state: whole(), clock: whole(), open: list(whole()), beyond: flag }, { alarm: openEpisode, outside: openEpisode })
const scoring = object({
  time: number,
  values: doubles(),
  held: doubles(),
  ages: doubles(),
  state: number,
  since: number,
  health: number,
  strands: list(strandTrail),
})
const watching = object(
  {
    held: entries(object({ value: number, since: number, rows: whole(), last: number, missed: whole(), stuck: flag })),
    moved: entries(object({ value: number, since: number, rows: whole(), last: number, back: whole() })),
    told: list(object({ id: text, kind: oneOf('alarm', 'outside-trained-range'), start: number, end: number })),
  },
  { darkSince: number },
)
const trail = object(
  { drift: object({ scores: blocks, alarms: blocks }), health: entries(blocks), scoring },
  { troubles: entries(trouble), watching },
)

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
