// Scoring new rows by a stored model: nothing is learned, so it takes milliseconds. Smoothing looks back, so the last rows before the new ones come
// along as context; of a score smoothed by 0.2 a row, (1 − 0.2)^128 = 4e-13 is what rows before them would still count for.

import { type Columns, column, emptyColumns, takeSpans } from './columns.ts'
import { rowsFrom } from './history.ts'
import { MODEL_VERSION, rulesOf, type StoredModel, seenThrough } from './learn.ts'
import { pace } from './pace.ts'
import type { Judgement, Usual } from './phases/blame.ts'
import { contract, rejectAbsence, type Table } from './phases/contract.ts'
import { type Excursions, excursions, UNKNOWN_KIND } from './phases/episodes.ts'
import { explain } from './phases/explain.ts'
import { follow, type Offsets } from './phases/follow.ts'
import { health as healthOf } from './phases/health.ts'
import { unknownStates } from './phases/novelty.ts'
import { outlookOf, type Trail } from './phases/outlook.ts'
import { startsOf } from './phases/split.ts'
import { heed } from './phases/statements.ts'
import { courseOf } from './phases/states.ts'
import { strandOf } from './phases/strands.ts'
import { DataError } from './problem.ts'
import { assemble, inRows } from './result.ts'
import type { History, Run, RunInput, Sensor } from './types.ts'
import { counted } from './wording.ts'

/** Rows of context worth keeping. */
export const CONTEXT_ROWS = 128

/** The last rows that were judged, as they were judged: less what baselines had followed. */
export interface Context extends History {
  readonly offsets?: Offsets
  readonly trail?: Trail
}

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

/** The model's sensors in its order; one that the table does not have is missing throughout. */
function sensorsOf({ x, sensors }: Table, model: StoredModel): Columns {
  const out = emptyColumns(x.rows, model.sensors.length)
  model.sensors.forEach(({ name }, col) => {
    const from = sensors.findIndex((sensor) => sensor.name === name)
    if (from < 0) column(out, col).fill(Number.NaN)
    else column(out, col).set(column(x, from))
  })
  return out
}

function newRows({ history, context }: ScoreInput): History {
  const since = context ? context.time[context.rows - 1] : Number.NEGATIVE_INFINITY
  // Times are doubles; the next one after `since` is at most this far.
  const rows = rowsFrom(history, since + 1e-3)
  if (rows.rows > 0) return rows
  throw new DataError(
    'ACM-DATA-NO-NEW-ROWS',
    `all ${counted(history.rows, 'row')} up to ${new Date(since).toISOString()} were scored before`,
    'nothing is to be done; give rows that are newer',
  )
}

function rejectOther({ schemaVersion, asset }: StoredModel): void {
  if (schemaVersion === MODEL_VERSION) return
  throw new DataError(
    'ACM-DATA-MODEL-FORMAT',
    `the model of ${asset} has format ${schemaVersion}; this program scores by format ${MODEL_VERSION}`,
    'train it again: acm train FILE',
  )
}

const usualFrom = ({ ranges, bands }: StoredModel['usual'][number]): Usual => ({
  range: (col) => ranges[col],
  bands: (cols) => cols.map((col) => bands[col]),
})

/** Episodes that reach the new rows. */
const reaching = ({ list, anomaly }: Excursions, from: number): Excursions => ({ list: list.filter(({ end }) => end > from), anomaly })

/** The last rows up to `end` as context for those that follow. */
export function contextOf(sensors: readonly Sensor[], x: Columns, time: Float64Array, zoned: boolean, end = x.rows): History {
  const begin = Math.max(end - CONTEXT_ROWS, 0)
  const rows = end - begin
  const { values } = takeSpans(x, [{ begin, end }])
  return { files: [], sensors, time: time.slice(begin, end), zoned, values, rows, setAside: [], rejectedRows: 0, rejected: [] }
}

/**
 * Scores rows by a model. The scores are those of a run that knew all rows, within 1e-9; what a run decides by looking ahead (the merging of episodes)
 * it decides by the rows there are. Raises DataError ACM-DATA-NO-NEW-ROWS, and what the contract raises: at least 70 % of the model's
 * sensors must be there; ACM-DATA-MODEL-FORMAT for a model of another program version. Cost: about 10 µs a row of 50 sensors beside 2 ms.
 */
export async function score(input: ScoreInput): Promise<Scored> {
  const { model, history, context } = input
  const { settings, threshold } = model
  rejectOther(model)
  const { phase, timings } = pace(input)
  const fresh = newRows(input)
  const there = model.sensors.filter(({ name }) => fresh.sensors.some((sensor) => sensor.name === name))
  rejectAbsence(model.sensors, there)
  const sensors = (context ? model.sensors : there).map(({ name }) => name)
  const table = await phase('contract', () => contract(fresh, context, { ...settings, sensors, ignore: [], follow: {} }))
  const measured = sensorsOf(table, model)
  const from = context ? table.baselineRows : 0
  const rules = rulesOf(settings)
  const course = courseOf(measured, model.votes)
  const rows = { trainRows: 0, starts: startsOf(table.time, model.cadence) }
  const strands = model.strands
    .map((known, i) => ({ known, strand: { ...strandOf(known.state, course, measured, rows), trainRows: known.trainRows }, i }))
    .filter(({ strand }) => strand.rows.length > 0)
  const seen = { ...model, x: measured, time: table.time, from, offsets: context?.offsets }
  const followed = follow({ ...seen, strands: strands.map(({ strand, known }) => ({ strand, model: known.raw.model })) })
  const { x } = followed

  const judgements = await phase('scores', () =>
    strands.map((one): Judgement => ({ ...seenThrough(one, followed, rules), usual: usualFrom(model.usual[one.i]), parts: model.parts[one.i] })),
  )
  const fused = inRows(x.rows, judgements, ({ watched }) => watched.fused)
  const unknown = unknownStates(x, model.ranges, 0)
  const kinds = course.states.map((state, row) => state + UNKNOWN_KIND * unknown[row])
  const found = await phase('episodes', () => reaching(excursions(fused, threshold, kinds, 0), from))
  const common = { ...model, ...rules, x, judgements, fused, time: table.time }
  const explained = await phase('explain', () =>
    explain({ ...common, asset: settings.asset, excursions: found, kinds, ongoingSince: input.ongoingSince }),
  )
  const heeded = heed(explained.episodes, found, input.statements ?? [])
  const { anomaly } = heeded.excursions
  const health = healthOf(fused, threshold, anomaly, 0)
  const notices = [...followed.notices, ...table.notices, ...heeded.notices]
  const ongoing = heeded.episodes.some((episode) => episode.ongoing)
  const { outlook, trail } = outlookOf({
    ...common,
    before: context?.trail,
    health,
    from,
    ongoing,
    unknown,
    seed: settings.seed,
    foretold: input.foretold,
  })
  const { rows: trained, start, end } = model.trainedOn
  const shown = { from, judgedFrom: 0, train: { rows: trained, start, end }, setAside: [] }
  const findings = {
    ...common,
    ...explained,
    ...shown,
    kinds,
    episodes: heeded.episodes,
    outlook,
    anomaly,
    health,
    notices,
    input: { history: fresh },
    table,
  }
  const result = await phase('result', () => assemble(findings))
  return { result, timings, context: { ...contextOf(model.sensors, x, table.time, history.zoned), offsets: followed.offsets, trail } }
}
