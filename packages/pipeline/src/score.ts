// Scoring new rows by a stored model: nothing is learned, so it takes milliseconds. Windows look back, so the last rows of each state come along as context, with
// what else is carried; scores are those of one run over all rows, bit for bit.

import { type AssetModel, type Context, type History, Problem, type Run, type Sensor } from '@acm/contract'
import { column, takeRows } from './columns.ts'
import { conclude } from './conclude.ts'
import { rowsFrom, withSilent } from './history.ts'
import { pace } from './pace.ts'
import { follow } from './phases/judge/follow.ts'
import { type Past, type Recent, type ScoredRows, scoreRows } from './phases/judge/score-rows.ts'
import { constantNames, contract, rejectAbsence, valuesOf } from './phases/prepare/contract.ts'
import { watchedAside } from './phases/prepare/sensors.ts'
import type { RunInput } from './run-input.ts'
import { MODEL_VERSION } from './settings.ts'
import { counted } from './wording.ts'

export interface ScoreInput extends Pick<RunInput, 'progress' | 'cancelled' | 'statements' | 'foretold'> {
  readonly model: AssetModel
  readonly history: History
  /** What the rows that were scored before have left; rows of `history` up to the last of them are passed over. */
  readonly context?: Context
}

export interface Scored extends Run {
  /** For the next time. */
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

function rejectOther({ schemaVersion, asset }: AssetModel): void {
  if (schemaVersion === MODEL_VERSION) return
  throw new Problem(
    'ACM-DATA-MODEL-FORMAT',
    `the model of ${asset} has format ${schemaVersion}; this program scores by format ${MODEL_VERSION}`,
    'train it again',
    { means: [{ task: 'train' }] },
  )
}

/** A context without rows to look back on. */
const emptyHistory = (sensors: readonly Sensor[], zoned: boolean): Omit<History, 'time' | 'values' | 'rows'> => ({
  files: [],
  sensors,
  zoned,
  setAside: [],
  rejectedRows: 0,
  rejected: [],
})

const STRAND = 'strand'

/** What a context's rows are called. */
const contextSensors = ({ columns, sensors }: AssetModel): Sensor[] => [
  ...columns.map(({ sensor, nature }) => ({ name: nature === 'value' ? sensors[sensor].name : `${sensors[sensor].name} (${nature})` })),
  { name: STRAND },
]

/** The context of a model whose rows are yet to be scored: the time of its last training row. */
export function firstContext(model: AssetModel, zoned: boolean): Context {
  const sensors = contextSensors(model)
  const values = new Float64Array(sensors.length).fill(Number.NaN)
  return { ...emptyHistory(sensors, zoned), time: Float64Array.of(model.trainedOn.end), values, rows: 1 }
}

/** What scored rows leave: of each strand the rows that its windows look back on, and the last row of all. */
function contextOf(model: AssetModel, { judgements }: ScoredRows, past: Past | undefined, last: number, zoned: boolean): Context {
  const recent = model.strands.map((_, index) => judgements.find((judgement) => judgement.index === index)?.recent ?? past?.recent[index])
  const rows = recent.flatMap((own, strand) => (own ? Array.from(own.time, (time, row) => ({ time, row, strand })) : []))
  if (!rows.some(({ time }) => time === last)) rows.push({ time: last, row: -1, strand: -1 })
  rows.sort((a, b) => a.time - b.time)
  const sensors = contextSensors(model)
  const values = new Float64Array(rows.length * sensors.length).fill(Number.NaN)
  rows.forEach(({ row, strand }, i) => {
    values[(sensors.length - 1) * rows.length + i] = strand
    const own = recent[strand]?.y
    if (own) for (let col = 0; col < own.cols; col++) values[col * rows.length + i] = own.values[col * own.rows + row]
  })
  return { ...emptyHistory(sensors, zoned), time: Float64Array.from(rows, ({ time }) => time), values, rows: rows.length }
}

/** The inverse. */
function pastOf({ strands, columns }: AssetModel, context: Context | undefined): Past | undefined {
  if (!context?.trail) return undefined
  const all = { values: context.values, rows: context.rows, cols: columns.length + 1 }
  const belonging = column(all, columns.length)
  const recent = strands.map((_, index): Recent => {
    const rows = Int32Array.from(belonging.keys()).filter((row) => belonging[row] === index)
    const y = takeRows({ ...all, cols: columns.length, values: all.values.subarray(0, columns.length * all.rows) }, rows)
    return { y, time: Float64Array.from(rows, (row) => context.time[row]) }
  })
  return { trail: context.trail.scoring, recent }
}

/**
 * Scores rows by a model. The scores are those of a run over all rows, bit for bit, whatever the portions; what a run decides by looking ahead (the merging of
 * episodes) it decides by the rows there are. Raises Problem ACM-DATA-NO-NEW-ROWS, and what the contract raises: at least 70 % of the model's
 * sensors must be there; ACM-DATA-MODEL-FORMAT for a model of another program version. Cost: columns² a row and window, of the rows looked back on too.
 */
export async function score(input: ScoreInput): Promise<Scored> {
  const { model, history, context, statements, foretold } = input
  const { settings } = model
  rejectOther(model)
  const { phase, timings } = pace(input)
  const fresh = withSilent(newRows(input), model.sensors)
  const has = (name: string): boolean => fresh.sensors.some((sensor) => sensor.name === name)
  rejectAbsence(
    model.sensors,
    model.sensors.filter(({ name }) => has(name)),
  )
  const names = [...model.sensors.map(({ name }) => name), ...constantNames(model)].filter(has)
  const table = await phase('contract', () => contract(fresh, undefined, { ...settings, sensors: names, ignore: [], follow: {} }))
  const x = valuesOf(
    table,
    model.sensors.map(({ name }) => name),
  )
  const past = pastOf(model, context)
  const { time } = table
  const followed = follow({ model, x, time, past, settings, offsets: context?.offsets })
  const scored = await phase('scores', () => scoreRows(model, followed.x, time, past))
  const setAside = model.watch.constants.map(watchedAside)
  const constants = valuesOf(table, constantNames(model))
  const told = { input: { history: fresh }, setAside, statements, foretold, past, before: context?.trail }
  const { result, trail } = await conclude({ model, table, followed, scored, x, time, constants, ...told }, phase, { first: [], last: [] })
  const next = contextOf(model, scored, past, time[time.length - 1], history.zoned)
  return { result, timings, context: { ...next, offsets: followed.offsets, trail } }
}
