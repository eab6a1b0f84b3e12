// Learning: from training rows to a model of the asset, all that scoring new rows needs. It is plain data, so it can be stored, sent and compared.

import { type AssetModel, type JudgedColumn, type Notice, Problem, type Sensor, type SetAside, type Stretch } from '@acm/contract'
import { type Columns, takeColumns, takeRows, takeSpans } from './columns.ts'
import { rowsFrom, withSilent } from './history.ts'
import type { Phase } from './pace.ts'
import { dayOf, type Judgement, largestMeasure, measures, type ScoredRows, viewOf } from './phases/judge/score-rows.ts'
import { budgeted, monthsOf, rejectBudget } from './phases/learn/budget.ts'
import { type LearnedState, learnState } from './phases/learn/state-model.ts'
import { contract, type Table } from './phases/prepare/contract.ts'
import { holding, holdingRows } from './phases/prepare/holding.ts'
import { judgedValues, naturesOf } from './phases/prepare/natures.ts'
import { judgeSensors } from './phases/prepare/sensors.ts'
import { observedRows, watchOf } from './phases/prepare/silence.ts'
import { type Split, split as splitOf } from './phases/prepare/split.ts'
import { faceOf, namedRule, numbersOf } from './phases/prepare/state-names.ts'
import { courseOf, stateRuleOf } from './phases/prepare/states.ts'
import { healthyLevel } from './phases/tell/drift.ts'
import { lastMaintenance } from './phases/tell/statements.ts'
import type { RunInput } from './run-input.ts'
import { MODEL_VERSION } from './settings.ts'
import { counted, moment } from './wording.ts'

/** A table that kept its contract, and the sensors and rows that count. */
export interface Prepared {
  readonly table: Table
  readonly split: Split
  readonly notices: readonly Notice[]
  readonly setAside: readonly SetAside[]
  readonly flatShares: readonly number[]
  readonly watch: AssetModel['watch']
  readonly sensors: readonly Sensor[]
  readonly columns: readonly JudgedColumn[]
  /** Of `sensors`, all rows. */
  readonly x: Columns
}

/** Months from which on training is long: what it holds of slow change is known. */
const LONG_MONTHS = 0.7
const LONGEST_SETTLING_MS = 2 * 3_600_000
const SETTLING_SHARE = 1 / 200
/** The time of day explains machines of so few columns, from so many days on. */
const DAILY_COLUMNS = 2
const DAILY_MS = 7 * 86_400_000
const LEAST_STATE_ROWS = 60

/** The sensors that are judged, those that only count left out, and what their columns are. */
function judgedSensors(table: Table, trainRows: number, cadence: number) {
  const { used, profiles, setAside, constants } = judgeSensors(table.x, table.sensors, trainRows)
  const sensors = used.map((col) => table.sensors[col])
  const train = takeSpans(takeColumns(table.x, used), [{ begin: 0, end: trainRows }])
  const natures = naturesOf(train, table.time.subarray(0, trainRows), sensors, cadence)
  const kept = [...sensors.keys()].filter((sensor) => natures.columns.some((one) => one.sensor === sensor))
  if (kept.length === 0)
    throw new Problem('ACM-DATA-NO-SENSORS', 'no sensor can be judged: all of them only count', 'give a file that holds measurements, too')
  const x = takeColumns(
    table.x,
    kept.map((sensor) => used[sensor]),
  )
  return {
    sensors: kept.map((sensor) => sensors[sensor]),
    columns: natures.columns.map((one) => ({ ...one, sensor: kept.indexOf(one.sensor) })),
    x,
    flatShares: kept.map((sensor) => profiles[sensor].flatShare),
    setAside: [...setAside, ...natures.setAside],
    watch: watchOf(x, table.time, trainRows, constants),
  }
}

/** Contract, split, and which sensors can be judged. Raises what these raise, and Problem for settings that cannot be followed, before any work. */
export async function prepare({ history, baseline, settings, statements = [] }: RunInput, phase: Phase, splitBy = splitOf): Promise<Prepared> {
  rejectBudget(settings)
  const maintained = baseline ? Number.NaN : lastMaintenance(history, statements)
  const fresh = Number.isNaN(maintained) ? history : rowsFrom(history, maintained)
  const table = await phase('contract', () => contract(baseline ? withSilent(fresh, baseline.sensors) : fresh, baseline, settings))
  const split = await phase('split', () => splitBy(table, settings))
  const judged = await phase('sensors', () => judgedSensors(table, split.trainRows, split.cadence))
  return { table, split, ...judged, notices: maintenanceNotice(maintained, history.rows - fresh.rows) }
}

function maintenanceNotice(at: number, rows: number): Notice[] {
  if (Number.isNaN(at)) return []
  return [{ code: 'ACM-NOTICE-MAINTENANCE', text: `the ${counted(rows, 'row')} before the maintenance of ${moment(at)} have no part in this` }]
}

/** The training rows of a table as they are judged, and the states they show that have rows enough. */
function trainingStates({ x, split: { trainRows }, table, columns, watch }: Prepared) {
  const time = table.time.subarray(0, trainRows)
  const judged = judgedValues(columns, takeSpans(x, [{ begin: 0, end: trainRows }]), time)
  const { x: y, ...held } = holding(judged, holdingRows(columns, watch))
  const observed = observedRows(judged)
  const lasting = trainRows * splitCadence(time)
  const settling = Math.min(LONGEST_SETTLING_MS, lasting * SETTLING_SHARE)
  const least = Math.max(LEAST_STATE_ROWS, 3 * columns.length)
  const divided = (rule: AssetModel['stateRule']) => {
    const course = courseOf(rule, settling, y, time)
    return {
      rule,
      course,
      settling,
      y,
      observed,
      held,
      time,
      shown: [0, 1].map((state) => course.settled.reduce((sum, ok, row) => sum + Number(ok && course.states[row] === state), 0)),
    }
  }
  const two = divided(stateRuleOf(y))
  const some = two.shown.some((rows) => rows >= least)
  const chosen = some || !two.rule ? two : divided(undefined)
  return { ...chosen, states: some ? [0, 1].filter((state) => chosen.shown[state] >= least) : [0] }
}

function splitCadence(time: Float64Array): number {
  const steps = time.subarray(1).map((at, i) => at - time[i])
  return steps.sort()[steps.length >> 1]
}

/** The training rows of a state, and what was learned from them. */
interface Lesson {
  readonly known: LearnedState
  readonly rows: Int32Array
  readonly x: Columns
  readonly time: Float64Array
}

/** Score of training rows out of fold, of all states in order of time. */
function heldOut(learned: readonly Lesson[], strands: AssetModel['strands'], factor: number, trainRows: number): Float64Array {
  const fused = new Float64Array(trainRows).fill(Number.NaN)
  learned.forEach(({ known, rows }, i) => {
    const own = largestMeasure(measures(strands[i], known.outOfFold, factor))
    rows.forEach((row, at) => {
      if (!known.bad[at]) fused[row] = own[at]
    })
  })
  return fused.filter((value) => !Number.isNaN(value))
}

export interface Learned {
  readonly model: AssetModel
  /** The training rows, each judged by a model that never saw it. */
  readonly trained: ScoredRows
}

/** A state's training rows as they are judged by models of the others. */
function trainedJudgement({ known, rows, x, time }: Lesson, model: AssetModel, index: number): Judgement {
  const strand = model.strands[index]
  const none = new Uint8Array(rows.length)
  const fused = largestMeasure(measures(strand, known.all, model.factor))
  const { rows: residuals, all } = known
  return {
    strand,
    index,
    rows,
    clock: 0,
    y: x,
    ...residuals,
    evidence: all,
    fused,
    open: none,
    places: [],
    outside: none,
    beyond: false,
    recent: { y: x, time },
  }
}

/** Learns from the training rows of a prepared table; no row after them has a part in it. */
export async function learn(prepared: Prepared, { history, baseline, settings, earlierStates }: RunInput, phase: Phase): Promise<Learned> {
  const { table, split, sensors, columns, x, flatShares } = prepared
  const { trainRows, cadence } = split
  const { rule, course, settling, states, y, observed, held, time } = await phase('states', () => trainingStates(prepared))
  const trainMs = trainRows * cadence
  const long = monthsOf(trainRows, cadence) >= LONG_MONTHS
  const daily = columns.length <= DAILY_COLUMNS && trainMs >= DAILY_MS
  const shape = { cadence, long, columns, daily }
  const learned: Lesson[] = []
  for (const state of states) {
    const rows = Int32Array.from(course.states.keys()).filter((row) => course.states[row] === state && course.settled[row] === 1)
    const own = Float64Array.from(rows, (row) => time[row])
    const lesson = { state, x: takeRows(y, rows), day: dayOf(own, daily), view: viewOf(shape) }
    learned.push({ rows, x: lesson.x, time: own, known: await phase('detectors', () => learnState(lesson)) })
  }
  const budget = await phase('threshold', () =>
    budgeted(
      learned.map(({ known }) => known),
      settings,
      { cadence, long, trainMs },
    ),
  )
  const named = namedRule(rule, columns, sensors)
  const numbers = numbersOf(x, course.states, rule ? 2 : 1, sensors, earlierStates)
  const stretches = budget.stretches.map(({ state, begin, end }): Stretch => {
    const { rows } = learned[states.indexOf(state)]
    return { state, from: time[rows[begin]], to: time[rows[end - 1]] }
  })
  const model: AssetModel = {
    schemaVersion: MODEL_VERSION,
    asset: settings.asset,
    sensors,
    flatShares,
    watch: prepared.watch,
    settings,
    cadence,
    columns,
    ...(rule && { stateRule: rule }),
    settling,
    daily,
    long,
    mergeRows: budget.mergeRows,
    factor: budget.factor,
    independent: budget.independent,
    widened: budget.widened,
    faces: learned.map(({ known, rows }) => faceOf(known.model.state, numbers[known.model.state], rows.length, rule, y, course.states, named)),
    strands: budget.strands,
    threshold: 1,
    falseAlarms: budget.falseAlarms,
    stretches,
    unlike: budget.stretches.reduce((sum, { begin, end }) => sum + end - begin, 0) / trainRows,
    healthy: healthyLevel(heldOut(learned, budget.strands, budget.factor, trainRows)),
    trainedOn: { files: (baseline ?? history).files, rows: trainRows, start: table.time[0], end: table.time[trainRows - 1] },
  }
  return { model, trained: { y, observed, held, course, judgements: learned.map((lesson, i) => trainedJudgement(lesson, model, i)) } }
}
