// Which sensors can be judged, and how good each one's data is: decided on training rows.

import { type Constant, Problem, type Sensor, type SensorGrade, type SetAside } from '@acm/contract'
import { type Columns, column } from '../../columns.ts'
import { quantileOf, sortedObserved } from '../../quantile.ts'
import { method } from '../../settings.ts'
import { counted, listing, percent, shown } from '../../wording.ts'

/** Training values of one sensor in brief. */
export interface Profile {
  /** Ascending observed training values, at most about `PROFILE_ROWS` of them, evenly spaced in time. */
  readonly sorted: Float64Array
  readonly observedShare: number
  /** Share of the observed training values that equal their median. */
  readonly flatShare: number
}

export interface Judged {
  /** Numbers of the columns that take part. */
  readonly used: readonly number[]
  readonly profiles: readonly Profile[]
  readonly setAside: readonly SetAside[]
  /** Of those that are set aside: sensors that never moved. */
  readonly constants: readonly Constant[]
}

/** Enough for a 0.5 % quantile; a sort of all rows would cost more than the detectors. */
const PROFILE_ROWS = 4096

export function profileOf(train: Float64Array): Profile {
  const sorted = sortedObserved(train, Math.ceil(train.length / PROFILE_ROWS))
  const middle = quantileOf(sorted, 0.5)
  let observed = 0
  let flat = 0
  for (const value of train) {
    if (!Number.isFinite(value)) continue
    observed++
    if (Math.abs(value - middle) <= 1e-12 * Math.abs(middle)) flat++
  }
  return { sorted, observedShare: observed / train.length, flatShare: observed > 0 ? flat / observed : 1 }
}

const NEVER = 'it never changes in the training rows'

/** Why a sensor cannot be judged, or undefined when it can. */
export function reasonAgainst({ observedShare, flatShare }: Profile): string | undefined {
  if (observedShare === 0) return 'it has no value in the training rows'
  if (observedShare < method.observedShare) return `${percent(1 - observedShare)} of its training rows are missing`
  if (flatShare === 1) return NEVER
  return undefined
}

/** Sensors that never moved in the training rows, and gave a value in enough of them to know that. */
function constantsOf(sensors: readonly Sensor[], profiles: readonly Profile[]): Constant[] {
  return sensors.flatMap((sensor, col) => {
    const { sorted, observedShare, flatShare } = profiles[col]
    return flatShare === 1 && observedShare >= method.observedShare ? [{ sensor, value: quantileOf(sorted, 0.5) }] : []
  })
}

/** Of a sensor that never moved. */
export const watchedAside = ({ sensor, value }: Constant): SetAside => ({
  sensor: sensor.name,
  reason: `${NEVER}, and is watched for leaving ${shown(value)}`,
})

/** Chooses the sensors. Raises Problem ACM-DATA-NO-SENSORS when none can be judged. Cost: a sort of at most 4,096 rows a sensor. */
export function judgeSensors(x: Columns, sensors: readonly Sensor[], trainRows: number): Judged {
  const profiles = sensors.map((_, col) => profileOf(column(x, col).subarray(0, trainRows)))
  const reasons = profiles.map(reasonAgainst)
  const used = sensors.flatMap((_, col) => (reasons[col] === undefined ? [col] : []))
  const constants = constantsOf(sensors, profiles)
  const setAside = sensors.flatMap((sensor, col) => {
    const constant = constants.find((one) => one.sensor === sensor)
    const reason = reasons[col]
    return reason === undefined ? [] : [constant ? watchedAside(constant) : { sensor: sensor.name, reason }]
  })
  if (used.length === 0) {
    const why = setAside.map(({ sensor, reason }) => `${sensor}: ${reason}`)
    throw new Problem(
      'ACM-DATA-NO-SENSORS',
      `none of ${counted(sensors.length, 'sensor')} can be judged. ${listing(why, 4)}`,
      'train on a longer stretch in which the machine ran, or check the columns',
    )
  }
  return { used, profiles: used.map((col) => profiles[col]), setAside, constants }
}

/** Longest stretches, in milliseconds between the rows around them, without a value and without a change. */
function longestStretches(values: Float64Array, time: Float64Array): { gap: number; flat: number } {
  let [gap, flat, lastSeen, flatSince] = [0, 0, -1, -1]
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row])) continue
    if (lastSeen >= 0 && lastSeen < row - 1) gap = Math.max(gap, time[row] - time[lastSeen])
    if (lastSeen < 0 || values[row] !== values[lastSeen]) flatSince = row
    flat = Math.max(flat, time[row] - time[flatSince])
    lastSeen = row
  }
  return { gap, flat }
}

const gradeOf = (missingShare: number, flatShare: number): SensorGrade['grade'] => {
  if (missingShare > 0.2 || flatShare > 0.9) return 'poor'
  return missingShare > 0.02 || flatShare > 0.5 ? 'fair' : 'good'
}

/** Grades one sensor over all rows; `flatShare`, `center` and `scale` are those of its training rows. */
export function grade(
  { name, unit, description }: Sensor,
  values: Float64Array,
  time: Float64Array,
  flatShare: number,
  { center, scale }: { center: number; scale: number },
): SensorGrade {
  const missingShare = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0) / values.length
  const { gap, flat } = longestStretches(values, time)
  return {
    sensor: name,
    ...(unit !== undefined && { unit }),
    ...(description !== undefined && { description }),
    grade: gradeOf(missingShare, flatShare),
    missingShare,
    longestGapSeconds: gap / 1000,
    longestFlatSeconds: flat / 1000,
    center,
    scale,
  }
}
