// The life model: how long a machine has left, learned from others of its kind that ran until they failed. Trained on every row of every history;
// judged, and its intervals calibrated, on machines it never saw.

import { Problem } from '@acm/contract'
import { type Columns, joined, takeColumns } from '../columns.ts'
import { medianOf } from '../quantile.ts'
import { type ConditionScaling, type Conditions, conditionsOf, deviations, fitConditionScaling, fitConditions } from './conditions.ts'
import { type Bands, fitBands, intervalAt } from './conformal.ts'
import { featuresOf, LEVEL_ROWS, stacked } from './features.ts'
import type { Fleet, Unit } from './fleet.ts'
import { type Learned, type LearnerName, learners } from './learners.ts'

export interface LifeSettings {
  /** Names of the operating variables: what is asked of the machine, not how it answers. */
  readonly operating: readonly string[]
  /** Remaining life beyond this is "at least so much": a machine that is as good as new does not say how long it will last. Absent: 5/8 of the median life. */
  readonly cap?: number
  readonly seed: number
  /** `auto` takes the one with the smaller error on held-out machines. */
  readonly learner: LearnerName | 'auto'
}

export const lifeDefaults: LifeSettings = { operating: [], seed: 1, learner: 'auto' }

/** What was measured on machines held out of training; errors in the unit of age. */
export interface HeldOut {
  readonly rmse: number
  /** Share of the truths within P10 … P90, each machine's by bands of the other machines; 0.8 is meant. */
  readonly coverage: number
  /** Mean of P90 − P10. */
  readonly width: number
}

export interface LifeModel {
  readonly schemaVersion: 1
  readonly sensors: readonly string[]
  readonly ageUnit: Fleet['ageUnit']
  readonly settings: LifeSettings
  readonly cap: number
  readonly used: readonly number[]
  readonly conditions: Conditions
  readonly scaling: ConditionScaling
  readonly learner: LearnerName
  readonly learned: Learned
  readonly bands: Bands
  readonly trainedOn: { readonly units: number; readonly rows: number; readonly shortest: number; readonly median: number; readonly longest: number }
  readonly heldOut: Readonly<Partial<Record<LearnerName, HeldOut>>>
}

export interface LifePrediction {
  readonly unit: string
  readonly age: number
  /** The expected remaining life, no more than the cap. */
  readonly remaining: number
  readonly p10: number
  readonly p50: number
  readonly p90: number
  /** Why the figure should not be trusted; empty when it may be. */
  readonly doubts: readonly string[]
}

const FOLDS = 5
const LEAST_UNITS = 10

const lifeOf = ({ age }: Unit): number => age[age.length - 1]

function rejectUnusable({ units, ageUnit }: Fleet): void {
  if (units.length < LEAST_UNITS)
    throw new Problem(
      'ACM-DATA-FEW-UNITS',
      `there are histories of ${units.length} machines; at least ${LEAST_UNITS} that ran until they failed are needed, so that some can be held out`,
      'give more histories, or have the health of this one extrapolated',
      { means: [{ task: 'analyze' }] },
    )
  const short = units.find((unit) => unit.age.length < 2 * LEVEL_ROWS)
  if (short)
    throw new Problem(
      'ACM-DATA-FEW-ROWS',
      `the history of machine ${short.name} has ${short.age.length} rows (${lifeOf(short)} ${ageUnit}); at least ${2 * LEVEL_ROWS} are needed`,
      'leave it out, or give its whole history',
    )
}

/** Columns of the operating variables. */
function operatingColumns(sensors: readonly string[], { operating }: LifeSettings): number[] {
  return operating.map((name) => {
    const col = sensors.indexOf(name)
    if (col < 0)
      throw new Problem(
        'ACM-USAGE-UNKNOWN-SENSOR',
        `operating names "${name}", which is no column of the histories`,
        `columns are ${sensors.join(', ')}`,
      )
    return col
  })
}

interface Preparation {
  readonly used: readonly number[]
  readonly conditions: Conditions
  readonly scaling: ConditionScaling
}

/** Learns conditions and usual values; of the sensors those are used that vary and are no operating variables. */
function prepare(x: Columns, operating: readonly number[], seed: number): Preparation {
  const conditions = fitConditions(x, operating, seed)
  const labels = conditionsOf(x, conditions)
  const all = fitConditionScaling(x, labels, conditions.k)
  const used = [...Array(x.cols).keys()].filter((col) => !operating.includes(col) && all.scale.some((scale) => scale[col] > 0))
  const only = (lists: readonly Float64Array[]): Float64Array[] => lists.map((list) => Float64Array.from(used, (col) => list[col]))
  return { used, conditions, scaling: { center: only(all.center), scale: only(all.scale) } }
}

function featuresOfUnit(unit: Unit, { used, conditions, scaling }: Preparation): Columns {
  return featuresOf(unit, deviations(takeColumns(unit.x, used), conditionsOf(unit.x, conditions), scaling))
}

const remainingOf = (unit: Unit, cap: number): Float64Array => unit.age.map((age) => Math.min(lifeOf(unit) - age, cap))

const within = (values: Float64Array, cap: number): Float64Array => values.map((value) => Math.min(Math.max(value, 0), cap))

/** Predictions for each machine by a model of the machines of other folds; every fifth machine is of one fold. */
function heldOutPredictions(features: readonly Columns[], truth: readonly Float64Array[], name: LearnerName, cap: number): Float64Array[] {
  const out: Float64Array[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = features.map((_, i) => i).filter((i) => i % FOLDS !== fold)
    const learned = learners[name].fit(stacked(others.map((i) => features[i])), joined(others.map((i) => truth[i])))
    for (let i = fold; i < features.length; i += FOLDS) out[i] = within(learners[name].predict(learned, features[i]), cap)
  }
  return out
}

/** Error, coverage and width over all rows of all machines, each fold by bands of the others. */
function measure(predicted: readonly Float64Array[], truth: readonly Float64Array[], cap: number): HeldOut {
  let [squares, inside, width, rows] = [0, 0, 0, 0]
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = predicted.map((_, i) => i).filter((i) => i % FOLDS !== fold)
    const bands = fitBands(joined(others.map((i) => predicted[i])), joined(others.map((i) => truth[i])), others.length)
    for (let i = fold; i < predicted.length; i += FOLDS)
      predicted[i].forEach((value, row) => {
        const { p10, p90 } = intervalAt(value, bands, cap)
        const off = value - truth[i][row]
        squares += off * off
        inside += Number(truth[i][row] >= p10 && truth[i][row] <= p90)
        width += p90 - p10
        rows++
      })
  }
  return { rmse: Math.sqrt(squares / rows), coverage: inside / rows, width: width / rows }
}

/**
 * Learns from machines that ran until they failed. Raises Problem ACM-DATA-FEW-UNITS for fewer than ten, ACM-DATA-FEW-ROWS for a history shorter than
 * 32 rows, Problem for an unknown operating variable. Cost: six fits a learner. It fails on machines unlike those it learned from, and for
 * failures that none of them had.
 */
export function trainLife(fleet: Fleet, settings: LifeSettings = lifeDefaults): LifeModel {
  rejectUnusable(fleet)
  const { sensors, ageUnit, units } = fleet
  const lives = units.map(lifeOf)
  const cap = settings.cap ?? (5 / 8) * medianOf(lives)
  const preparation = prepare(stacked(units.map(({ x }) => x)), operatingColumns(sensors, settings), settings.seed)
  const features = units.map((unit) => featuresOfUnit(unit, preparation))
  const truth = units.map((unit) => remainingOf(unit, cap))
  const names: LearnerName[] = settings.learner === 'auto' ? ['trees', 'ridge'] : [settings.learner]
  const tried = names.map((name) => {
    const predicted = heldOutPredictions(features, truth, name, cap)
    return { name, predicted, heldOut: measure(predicted, truth, cap) }
  })
  const [best] = [...tried].sort((a, b) => a.heldOut.rmse - b.heldOut.rmse)
  const y = joined(truth)
  return {
    schemaVersion: 1,
    sensors,
    ageUnit,
    settings,
    cap,
    ...preparation,
    learner: best.name,
    learned: learners[best.name].fit(stacked(features), y),
    bands: fitBands(joined(best.predicted), y, units.length),
    trainedOn: { units: units.length, rows: y.length, shortest: Math.min(...lives), median: medianOf(lives), longest: Math.max(...lives) },
    heldOut: Object.fromEntries(tried.map(({ name, heldOut }) => [name, heldOut])),
  }
}

function doubtsOf({ age }: Unit, { ageUnit, trainedOn }: LifeModel): string[] {
  const doubts: string[] = []
  if (age.length < LEVEL_ROWS) doubts.push(`only ${age.length} rows are known of it; its beginning is the mean of ${LEVEL_ROWS}`)
  if (age[age.length - 1] > trainedOn.longest)
    doubts.push(`it is older (${age[age.length - 1]} ${ageUnit}) than any machine that was learned from (${trainedOn.longest})`)
  return doubts
}

/** What each machine of a fleet has left at its last row. Raises Problem ACM-DATA-SENSORS-MISSING for other sensors than were learned from. */
export function predictLife(model: LifeModel, { sensors, units }: Fleet): LifePrediction[] {
  const missing = model.sensors.filter((name) => !sensors.includes(name))
  if (missing.length > 0)
    throw new Problem('ACM-DATA-SENSORS-MISSING', `the history has no ${missing.join(', ')}, which the model learned from`, 'give the same columns')
  const order = model.sensors.map((name) => sensors.indexOf(name))
  return units.map((unit) => {
    const own = { ...unit, x: takeColumns(unit.x, order) }
    const all = learners[model.learner].predict(model.learned, featuresOfUnit(own, model))
    const [remaining] = within(all.subarray(-1), model.cap)
    return { unit: unit.name, age: lifeOf(unit), remaining, ...intervalAt(remaining, model.bands, model.cap), doubts: doubtsOf(unit, model) }
  })
}
