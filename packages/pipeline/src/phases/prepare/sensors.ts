// Which sensors can be judged, and how good each one's data is: decided on training rows.

import { type Notice, Problem, type Sensor, type SensorGrade, type SetAside } from '@acm/contract'
import { type Columns, column } from '../../columns.ts'
import { quantileOf, sortedObserved } from '../../quantile.ts'
import { method } from '../../settings.ts'
import { counted, listing, percent } from '../../wording.ts'

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
  readonly notices: readonly Notice[]
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

export const UNCHANGING = 'it never changes in the training rows'

/** Why a sensor cannot be judged, or undefined when it can. */
export function reasonAgainst({ observedShare, flatShare }: Profile): string | undefined {
  if (observedShare === 0) return 'it has no value in the training rows'
  if (observedShare < method.observedShare) return `${percent(1 - observedShare)} of its training rows are missing`
  if (flatShare === 1) return UNCHANGING
  return undefined
}

function missingSince(x: Columns, trainRows: number, sensors: readonly Sensor[], used: readonly number[]): Notice[] {
  if (trainRows >= x.rows) return []
  const silent = used.filter((col) => !column(x, col).subarray(trainRows).some(Number.isFinite)).map((col) => sensors[col].name)
  if (silent.length === 0) return []
  return [{ code: 'ACM-NOTICE-SILENT-SENSORS', text: `no value at all in the rows to judge: ${listing(silent, 5)}; nothing can be said of them` }]
}

/** Chooses the sensors. Raises Problem ACM-DATA-NO-SENSORS when none can be judged. Cost: a sort of at most 4,096 rows a sensor. */
export function judgeSensors(x: Columns, sensors: readonly Sensor[], trainRows: number): Judged {
  const profiles = sensors.map((_, col) => profileOf(column(x, col).subarray(0, trainRows)))
  const reasons = profiles.map(reasonAgainst)
  const used = sensors.flatMap((_, col) => (reasons[col] === undefined ? [col] : []))
  const setAside = sensors.flatMap(({ name }, col) => (reasons[col] === undefined ? [] : [{ sensor: name, reason: reasons[col] }]))
  if (used.length === 0) {
    const why = setAside.map(({ sensor, reason }) => `${sensor}: ${reason}`)
    throw new Problem(
      'ACM-DATA-NO-SENSORS',
      `none of ${counted(sensors.length, 'sensor')} can be judged. ${listing(why, 4)}`,
      'train on a longer stretch in which the machine ran, or check the columns',
    )
  }
  return { used, profiles: used.map((col) => profiles[col]), setAside, notices: missingSince(x, trainRows, sensors, used) }
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
