// Rows by a model: to judged columns, states, residuals, evidence, and whether an alarm is on. What windows look back on comes along, so rows have the same scores
// wherever their history is cut.

import type { AssetModel, ScoringTrail, StateModel } from '@acm/contract'
import { cos, sin } from '@acm/kernels'
import { type Columns, column, emptyColumns, joined, takeRows, takeSpans } from '../../columns.ts'
import { straightened } from '../learn/curves.ts'
import { type Evidence, evidenceOf } from '../learn/evidence.ts'
import { openRows } from '../learn/levels.ts'
import { residualsOf } from '../learn/state-model.ts'
import type { View } from '../learn/trained-range.ts'
import { type Held, holding, holdingRows } from '../prepare/holding.ts'
import { judgedValues } from '../prepare/natures.ts'
import { observedRows } from '../prepare/silence.ts'
import { type Course, courseOf } from '../prepare/states.ts'

const DAY_MS = 86_400_000
/** Rows that the pace looks back on. */
const LEAST_KEPT = 17
/** An excursion is told from this many spreads beyond the range on, until it is nearly within. */
const BEYOND = 1
const WITHIN = 0.05

export const viewOf = ({ cadence, long, columns }: Pick<AssetModel, 'cadence' | 'long' | 'columns'>): View => ({
  cadence,
  long,
  quantities: columns.map(({ quantity }) => quantity),
  operating: columns.map(({ operating }) => operating),
})

/** Two harmonics of the time of day; no columns where it explains nothing. */
export function dayOf(time: Float64Array, daily: boolean): Columns {
  const out = emptyColumns(time.length, daily ? 4 : 0)
  if (out.values.length === 0) return out
  const phase = time.map((at) => (2 * Math.PI * at) / DAY_MS)
  const twice = phase.map((angle) => 2 * angle)
  for (const [col, values] of [sin(phase), cos(phase), sin(twice), cos(twice)].entries()) column(out, col).set(values)
  return out
}

/** Rows of one state that were judged before, as they were judged. */
export interface Recent {
  readonly y: Columns
  readonly time: Float64Array
}

/** The rows of one state with what its model makes of them. */
export interface Judgement {
  readonly strand: StateModel
  /** Number of the strand. */
  readonly index: number
  /** Row numbers of the table, ascending. */
  readonly rows: Int32Array
  /** The first is row `clock` of the state. */
  readonly clock: number
  readonly y: Columns
  readonly residuals: Columns
  /** In scaled units, of the centre. */
  readonly expected: Columns
  readonly deviations: Columns
  readonly evidence: Evidence
  /** The largest channel: 1 is the level, 0 what is usual. */
  readonly fused: Float64Array
  readonly open: Uint8Array
  readonly places: readonly number[]
  readonly outside: Uint8Array
  readonly beyond: boolean
  /** With those that the next rows look back on. */
  readonly recent: Recent
}

const lastRows = (x: Columns, count: number): Columns => takeSpans(x, [{ begin: Math.max(0, x.rows - count), end: x.rows }])

/** One matrix below another. */
export function below(a: Columns, b: Columns): Columns {
  if (a.rows === 0) return b
  const out = emptyColumns(a.rows + b.rows, b.cols)
  for (let col = 0; col < b.cols; col++) {
    column(out, col).set(column(a, col))
    column(out, col).set(column(b, col), a.rows)
  }
  return out
}

/** Each channel's own measure: 1 is its level, 0 its usual value. */
export function measures(
  { channels: levels }: Pick<StateModel, 'channels'>,
  { channels }: Pick<Evidence, 'channels'>,
  factor: number,
): Float64Array[] {
  return channels.map(({ values }, i) => {
    const { usual, level } = levels[i]
    const out = new Float64Array(values.length)
    for (let row = 0; row < out.length; row++) out[row] = (values[row] - usual) / (level * factor - usual)
    return out
  })
}

export function largestMeasure(each: readonly Float64Array[]): Float64Array {
  const out = each[0].slice()
  for (const values of each) for (let row = 0; row < out.length; row++) if (values[row] > out[row]) out[row] = values[row]
  return out
}

/** 1 where a sensor that the machine took there is beyond the trained range, and some value is beyond all of training. */
function outsideRows({ least, greatest }: StateModel, y: Columns, outside: Columns, before: boolean): { rows: Uint8Array; beyond: boolean } {
  const rows = new Uint8Array(y.rows)
  let on = before
  for (let row = 0; row < y.rows; row++) {
    let most = 0
    let raw = false
    for (let col = 0; col < y.cols; col++) {
      most = Math.max(most, outside.values[col * y.rows + row])
      const value = y.values[col * y.rows + row]
      raw ||= value > greatest[col] || value < least[col]
    }
    if (most > BEYOND) on = true
    else if (most < WITHIN) on = false
    rows[row] = Number(on && raw)
  }
  return { rows, beyond: on }
}

function judgeStrand(
  model: AssetModel,
  index: number,
  own: Recent & { rows: Int32Array },
  recent: Recent | undefined,
  trail: ScoringTrail['strands'][number] | undefined,
): Judgement {
  const strand = model.strands[index]
  const none: Recent = recent ?? { y: emptyColumns(0, own.y.cols), time: new Float64Array(0) }
  const all = { y: below(none.y, own.y), time: joined([none.time, own.time]) }
  const from = none.y.rows
  const clock = trail?.clock ?? 0
  const seen = residualsOf(all.y, dayOf(all.time, model.daily), strand)
  const residuals = straightened(seen.residuals, seen.expected, strand.curves)
  const evidence = evidenceOf(strand, { residuals, deviations: seen.deviations, from, clock: clock - from }, viewOf(model))
  const { open, places } = openRows(evidence, strand.channels, model.factor, trail?.open)
  const outside = outsideRows(strand, own.y, evidence.outside, trail?.beyond ?? false)
  const fresh = (x: Columns): Columns => lastRows(x, x.rows - from)
  const kept = Math.max(strand.windows[strand.windows.length - 1].rows, LEAST_KEPT)
  return {
    strand,
    index,
    rows: own.rows,
    clock,
    y: own.y,
    residuals: fresh(residuals),
    expected: fresh(seen.expected),
    deviations: fresh(seen.deviations),
    evidence,
    fused: largestMeasure(measures(strand, evidence, model.factor)),
    open,
    places,
    outside: outside.rows,
    beyond: outside.beyond,
    recent: { y: lastRows(all.y, kept), time: all.time.slice(-kept) },
  }
}

export interface ScoredRows {
  readonly judgements: readonly Judgement[]
  readonly course: Course
  readonly held: Held
  /** The judged columns of all rows. */
  readonly y: Columns
  /** 1 for rows in which any column was observed, not held. */
  readonly observed: Uint8Array
}

/** What is looked back on: the trail, and the rows of each strand. */
export interface Past {
  readonly trail: ScoringTrail
  readonly recent: readonly (Recent | undefined)[]
}

/** The judged columns of rows that follow others, values held, and the states they are in. */
export function preparedRows(
  model: Pick<AssetModel, 'columns' | 'stateRule' | 'settling' | 'watch'>,
  x: Columns,
  time: Float64Array,
  trail?: ScoringTrail,
): Omit<ScoredRows, 'judgements'> {
  const judged = judgedValues(model.columns, x, time, trail)
  const { x: y, held, ages } = holding(judged, holdingRows(model.columns, model.watch), trail)
  return { y, observed: observedRows(judged), held: { held, ages }, course: courseOf(model.stateRule, model.settling, y, time, trail) }
}

/** Positions of rows of a state that are settled and observed. */
export function rowsOfState({ observed, course: { states, settled } }: Omit<ScoredRows, 'judgements'>, state: number): Int32Array {
  return Int32Array.from(observed.keys()).filter((row) => observed[row] && settled[row] && states[row] === state)
}

/** Judges rows, which follow those of `past`. Cost: columns² a row and window, and the rows that are looked back on once more. */
export function scoreRows(model: AssetModel, x: Columns, time: Float64Array, past?: Past): ScoredRows {
  const prepared = preparedRows(model, x, time, past?.trail)
  const judgements = model.strands.flatMap((strand, index) => {
    const rows = rowsOfState(prepared, strand.state)
    if (rows.length === 0) return []
    const own = { rows, y: takeRows(prepared.y, rows), time: Float64Array.from(rows, (row) => time[row]) }
    return [
      judgeStrand(
        model,
        index,
        own,
        past?.recent[index],
        past?.trail.strands.find(({ state }) => state === strand.state),
      ),
    ]
  })
  return { ...prepared, judgements }
}
