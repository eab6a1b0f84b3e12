// Learning: from training rows to a model of the asset, all that scoring new rows needs. It is plain data, so it can be stored, sent and compared.

import type { AssetModel, Notice, Parts, Range, Sensor, Settings, StoredModel, StrandModel } from '@acm/contract'
import { type Columns, takeColumns, takeRows } from './columns.ts'
import { rowsFrom, withSilent } from './history.ts'
import type { Phase } from './pace.ts'
import { type Judgement, type Usual, usualParts } from './phases/judge/blame.ts'
import { bandsOf, rangeOf } from './phases/judge/expectation.ts'
import type { Followed } from './phases/judge/follow.ts'
import { usualRange } from './phases/judge/novelty.ts'
import { budgeted, usualRows } from './phases/learn/budget.ts'
import { normalWeights } from './phases/learn/fusion.ts'
import { threshold as thresholdOf } from './phases/learn/threshold.ts'
import { type Learning, learnStrand, type Rules, scoreStrand } from './phases/learn/watch.ts'
import { contract, type Table } from './phases/prepare/contract.ts'
import { spreads } from './phases/prepare/scaling.ts'
import { type Judged, judgeSensors } from './phases/prepare/sensors.ts'
import { watchOf } from './phases/prepare/silence.ts'
import { type Split, split as splitOf } from './phases/prepare/split.ts'
import { facesOf, numbersOf } from './phases/prepare/state-names.ts'
import { courseOf, learnStates, statesBy, waysOf } from './phases/prepare/states.ts'
import { type Strand, strands } from './phases/prepare/strands.ts'
import { healthyLevel } from './phases/tell/drift.ts'
import { unlikeShare } from './phases/tell/notices.ts'
import { lastMaintenance } from './phases/tell/statements.ts'
import type { RunInput } from './run-input.ts'
import { kernelSeed, MODEL_VERSION } from './settings.ts'
import { counted, moment } from './wording.ts'

/** A table that kept its contract, and the sensors and rows that count. */
export interface Prepared {
  readonly table: Table
  readonly split: Split
  readonly judged: Judged
  readonly notices: readonly Notice[]
  readonly sensors: readonly Sensor[]
  readonly x: Columns
}

export interface Lesson {
  readonly strand: Strand
  readonly known: StrandModel
  readonly learning: Learning
  readonly smoothed: Columns
}

/** Contract, split, and which sensors can be judged. Raises what these raise, and Problem for settings that cannot be followed, before any work. */
export async function prepare({ history, baseline, settings, statements = [] }: RunInput, phase: Phase, splitBy = splitOf): Promise<Prepared> {
  thresholdOf(settings)
  normalWeights(settings)
  const maintained = baseline ? Number.NaN : lastMaintenance(history, statements)
  const fresh = Number.isNaN(maintained) ? history : rowsFrom(history, maintained)
  const table = await phase('contract', () => contract(baseline ? withSilent(fresh, baseline.sensors) : fresh, baseline, settings))
  const split = await phase('split', () => splitBy(table, settings))
  const judged = await phase('sensors', () => judgeSensors(table.x, table.sensors, split.trainRows))
  const notices = maintenanceNotice(maintained, history.rows - fresh.rows)
  return { table, split, judged, notices, x: takeColumns(table.x, judged.used), sensors: judged.used.map((col) => table.sensors[col]) }
}

function maintenanceNotice(at: number, rows: number): Notice[] {
  if (Number.isNaN(at)) return []
  return [{ code: 'ACM-NOTICE-MAINTENANCE', text: `the ${counted(rows, 'row')} before the maintenance of ${moment(at)} have no part in this` }]
}

export const rulesOf = (settings: Settings): Rules => ({
  weights: normalWeights(settings),
  rate: settings.falseAlarmRate,
  discountAlike: settings.discountAlike ?? false,
  seed: kernelSeed(settings.seed),
})

export interface Learned {
  readonly model: AssetModel
  readonly lessons: readonly Lesson[]
  /** Operating state of each row. */
  readonly states: Uint8Array
}

/** Learns from the training rows of a prepared table; no row after them has a part in it. */
export async function learn(
  { table, split, judged, sensors, x }: Prepared,
  { history, baseline, settings, earlierStates }: RunInput,
  phase: Phase,
): Promise<Learned> {
  const { trainRows, cadence } = split
  const votes = await phase('states', () => learnStates(x, trainRows, judged.profiles))
  const states = statesBy(x, votes)
  const trained = states.subarray(0, trainRows)
  const ways = waysOf(x, trained, votes)
  const course = courseOf(x, ways, states)
  const numbers = numbersOf(x, trained, ways.transients.length, sensors, earlierStates)
  const rules = rulesOf(settings)
  const whole = spreads(x, trainRows)
  const lessons: Lesson[] = []
  for (const strand of strands(x, course, split)) lessons.push({ strand, ...(await phase('detectors', () => learnStrand(strand, whole, rules))) })
  const healthy = { ...usualRows(lessons, states, trainRows), cadence }
  const budget = await phase('threshold', () => budgeted(healthy, thresholdOf(settings), settings))
  const model: AssetModel = {
    schemaVersion: MODEL_VERSION,
    asset: settings.asset,
    sensors,
    flatShares: judged.profiles.map(({ flatShare }) => flatShare),
    settings,
    cadence,
    ...ways,
    faces: facesOf(x, trained, votes, sensors, numbers),
    ranges: judged.profiles.map(({ sorted }) => usualRange(sorted)),
    watch: watchOf(x, trainRows, judged.constants),
    strands: lessons.map(({ known }) => known),
    ...budget,
    unlike: unlikeShare(lessons, budget.threshold),
    healthy: healthyLevel(healthy.fused),
    trainedOn: { files: (baseline ?? history).files, rows: trainRows, start: table.time[0], end: table.time[trainRows - 1] },
  }
  return { model, lessons, states }
}

/** A strand with what its model makes of it, after `follow` has given it the values that are judged. */
export function seenThrough(
  { strand, known, smoothed }: Pick<Lesson, 'strand' | 'known'> & { readonly smoothed?: Columns },
  { x, offsets }: Followed,
  rules: Rules,
): Pick<Judgement, 'strand' | 'watched'> {
  if (Object.keys(offsets).length === 0) return { strand, watched: scoreStrand(known, strand, rules, smoothed) }
  const seen = { ...strand, x: takeRows(x, strand.rows) }
  return { strand: seen, watched: scoreStrand(known, seen, rules) }
}

/** Where healthy values of a lesson's sensors lie; worked out when it is asked for. */
export function usualIn({ strand, known }: Lesson): Usual {
  const range = (col: number): Range => rangeOf(strand, col)
  return { range, bands: (cols) => bandsOf(strand, known.raw.model, cols, range) }
}

/** What each sensor of a lesson usually adds to each score. */
export const partsOf = ({ strand, known }: Lesson): Parts => usualParts(known.raw.model, strand.x, strand.trainRows)

/** The model with all that new rows need to be explained. Cost: one expectation of the training rows. */
export const storable = ({ model, lessons }: Learned): StoredModel => ({
  ...model,
  usual: lessons.map((lesson) => {
    const { range, bands } = usualIn(lesson)
    const cols = [...model.sensors.keys()]
    return { ranges: cols.map(range), bands: bands(cols) }
  }),
  parts: lessons.map(partsOf),
})
