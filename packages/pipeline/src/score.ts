// Scoring new rows by a stored model: nothing is learned, so it takes milliseconds. Smoothing looks back, so the last rows before the new ones come
// along as context; of a score smoothed by 0.2 a row, (1 − 0.2)^128 = 4e-13 is what rows before them would still count for.

import { type Context, type History, Problem, type Run, type Sensor, type StoredModel } from '@acm/contract'
import { type Columns, column, emptyColumns, takeSpans } from './columns.ts'
import { conclude } from './conclude.ts'
import { rowsFrom, withSilent } from './history.ts'
import { rulesOf, seenThrough } from './learn.ts'
import { pace } from './pace.ts'
import type { Judgement, Usual } from './phases/judge/blame.ts'
import { follow } from './phases/judge/follow.ts'
import { constantNames, contract, rejectAbsence, valuesOf } from './phases/prepare/contract.ts'
import { watchedAside } from './phases/prepare/sensors.ts'
import { startsOf } from './phases/prepare/split.ts'
import { courseOf } from './phases/prepare/states.ts'
import { type Course, strandOf } from './phases/prepare/strands.ts'
import type { RunInput } from './run-input.ts'
import { MODEL_VERSION } from './settings.ts'
import { counted } from './wording.ts'

/** Rows of context worth keeping. */
export const CONTEXT_ROWS = 128

export interface ScoreInput extends Pick<RunInput, 'progress' | 'cancelled' | 'statements' | 'foretold'> {
  readonly model: StoredModel
  readonly history: History
  /** The last rows that were scored before, of the model's sensors in its order; rows of `history` up to the last of them are passed over. */
  readonly context?: Context
  /** When the episode began that was on at the last of them. */
  readonly ongoingSince?: number
}

export interface Scored extends Run {
  /** The last rows, for the next time. */
  readonly context: Context
}

function newRows({ history, context }: ScoreInput): History {
  const since = context ? context.time[context.rows - 1] : Number.NEGATIVE_INFINITY
  // Times are doubles; the next one after `since` is at most this far.
  const rows = rowsFrom(history, since + 1e-3)
  if (rows.rows > 0) return rows
  throw new Problem(
    'ACM-DATA-NO-NEW-ROWS',
    `all ${counted(history.rows, 'row')} up to ${new Date(since).toISOString()} were scored before`,
    'nothing is to be done; give rows that are newer',
  )
}

function rejectOther({ schemaVersion, asset }: StoredModel): void {
  if (schemaVersion === MODEL_VERSION) return
  throw new Problem(
    'ACM-DATA-MODEL-FORMAT',
    `the model of ${asset} has format ${schemaVersion}; this program scores by format ${MODEL_VERSION}`,
    'train it again',
    { means: [{ task: 'train' }] },
  )
}

const usualFrom = ({ ranges, bands }: StoredModel['usual'][number]): Usual => ({
  range: (col) => ranges[col],
  bands: (cols) => cols.map((col) => bands[col]),
})

/** Values of the sensors that never moved in training, at the end of so many rows; missing before. */
function constantsIn(fresh: History, model: StoredModel, rows: number): Columns {
  const names = constantNames(model)
  const out = emptyColumns(rows, names.length)
  out.values.fill(Number.NaN)
  const sensors = names.filter((name) => fresh.sensors.some((sensor) => sensor.name === name))
  if (sensors.length === 0) return out
  const table = contract(fresh, undefined, { ...model.settings, sensors, ignore: [], follow: {} })
  const values = valuesOf(table, names)
  for (let col = 0; col < names.length; col++) column(out, col).set(column(values, col), rows - table.x.rows)
  return out
}

/** The new rows by operating state, each with its model; states that they do not show are left out. */
function strandsOf(model: StoredModel, course: Course, x: Columns, time: Float64Array) {
  const rows = { trainRows: 0, starts: startsOf(time, model.cadence) }
  return model.strands
    .map((known, i) => ({ known, strand: { ...strandOf(known.state, course, x, rows), trainRows: known.trainRows }, i }))
    .filter(({ strand }) => strand.rows.length > 0)
}

/** The last rows up to `end` as context for those that follow. */
export function contextOf(sensors: readonly Sensor[], x: Columns, time: Float64Array, zoned: boolean, end = x.rows): History {
  const begin = Math.max(end - CONTEXT_ROWS, 0)
  const rows = end - begin
  const { values } = takeSpans(x, [{ begin, end }])
  return { files: [], sensors, time: time.slice(begin, end), zoned, values, rows, setAside: [], rejectedRows: 0, rejected: [] }
}

/**
 * Scores rows by a model. The scores are those of a run that knew all rows, within 1e-9; what a run decides by looking ahead (the merging of episodes)
 * it decides by the rows there are. Raises Problem ACM-DATA-NO-NEW-ROWS, and what the contract raises: at least 70 % of the model's
 * sensors must be there; ACM-DATA-MODEL-FORMAT for a model of another program version. Cost: about 10 µs a row of 50 sensors beside 2 ms.
 */
export async function score(input: ScoreInput): Promise<Scored> {
  const { model, history, context } = input
  const { settings } = model
  rejectOther(model)
  const { phase, timings } = pace(input)
  const fresh = withSilent(newRows(input), model.sensors)
  const there = model.sensors.filter(({ name }) => fresh.sensors.some((sensor) => sensor.name === name))
  rejectAbsence(model.sensors, there)
  const sensors = (context ? model.sensors : there).map(({ name }) => name)
  const table = await phase('contract', () => contract(fresh, context, { ...settings, sensors, ignore: [], follow: {} }))
  const measured = valuesOf(
    table,
    model.sensors.map(({ name }) => name),
  )
  const from = context ? table.baselineRows : 0
  const course = courseOf(measured, model)
  const strands = strandsOf(model, course, measured, table.time)
  const known = strands.map(({ strand, known: { raw } }) => ({ strand, model: raw.model }))
  const { time } = table
  const followed = follow({
    x: measured,
    sensors: model.sensors,
    time,
    cadence: model.cadence,
    from,
    strands: known,
    settings,
    offsets: context?.offsets,
  })
  const judgements = await phase('scores', () =>
    strands.map(
      (one): Judgement => ({ ...seenThrough(one, followed, rulesOf(settings)), usual: usualFrom(model.usual[one.i]), parts: model.parts[one.i] }),
    ),
  )
  const { statements, foretold, ongoingSince } = input
  const told = {
    judgedFrom: 0,
    from,
    before: context?.trail,
    setAside: model.watch.constants.map(watchedAside),
    input: { history: fresh },
    statements,
    foretold,
    ongoingSince,
  }
  const constants = constantsIn(fresh, model, time.length)
  const rows = { model, table, measured, constants, followed, judgements, states: course.states, ...told }
  const { result, trail } = await conclude(rows, phase, () => ({ first: [], last: [] }))
  return { result, timings, context: { ...contextOf(model.sensors, followed.x, time, history.zoned), offsets: followed.offsets, trail } }
}
