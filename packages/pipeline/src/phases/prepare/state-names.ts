// What operating states are called, and what they look like: numbers from 1 that stay the same from run to run.

import type { EarlierStates, JudgedColumn, Sensor, StateFace, StateRule, StateVoter } from '@acm/contract'
import { matchClusters } from '@acm/kernels'
import { type Columns, column } from '../../columns.ts'
import { quantileOf, sortedObserved } from '../../quantile.ts'
import { STATE_NAMES } from './states.ts'

/** The rule by name, for a later run whose columns may be others; none where a state is told by a rate or an angle. */
export function namedRule(rule: StateRule | undefined, columns: readonly JudgedColumn[], sensors: readonly Sensor[]): StateVoter[] {
  if (!rule || columns[rule.column].nature !== 'value') return []
  return [{ sensor: sensors[columns[rule.column].sensor].name, cuts: [rule.cut], heaps: [0, 1] }]
}

/** Heap of a value: how many cuts are below it. */
const heapOf = (value: number, cuts: readonly number[]): number => cuts.reduce((heap, cut) => heap + Number(value > cut), 0)

/** Numbers that the rows' states had by the rules of an earlier run; undefined where that run told no states by any of these sensors. */
function earlierNumbers(x: Columns, sensors: readonly Sensor[], { numbers, voters }: EarlierStates): Float64Array | undefined {
  const votes = voters.flatMap(({ sensor, cuts, heaps }) => {
    const col = sensors.findIndex(({ name }) => name === sensor)
    return col < 0 ? [] : [{ values: column(x, col), cuts, heaps }]
  })
  if (votes.length === 0) return undefined
  const [{ values, cuts, heaps }] = votes
  return Float64Array.from(values, (value) => (numbers[Math.max(heaps.indexOf(heapOf(value, cuts)), 0)] ?? 1) - 1)
}

/**
 * The number of each state. With an earlier run's states each takes the number of that one it shares most training rows with, all together as many as can be;
 * a state that is new takes the first number that nobody had. `states` are of the training rows of `x`.
 */
export function numbersOf(x: Columns, states: Uint8Array, count: number, sensors: readonly Sensor[], earlier?: EarlierStates): number[] {
  const own = Array.from({ length: count }, (_, state) => state + 1)
  const before = earlier && earlierNumbers(x, sensors, earlier)?.subarray(0, states.length)
  if (!before || count < 2) return own
  const renamed = matchClusters(Float64Array.from(states), { before })
  return own.map((number, state) => {
    const at = states.indexOf(state)
    return at < 0 ? number : renamed[at] + 1
  })
}

/** Number, name, training rows and looks of a state; `y` are the judged columns of the training rows. */
export function faceOf(
  state: number,
  number: number,
  trainRows: number,
  rule: StateRule | undefined,
  y: Columns,
  states: Uint8Array,
  named: readonly StateVoter[],
): StateFace {
  const typical = named.map(({ sensor }) => {
    const values = column(y, rule?.column ?? 0).filter((_, row) => states[row] === state)
    return { sensor, value: quantileOf(sortedObserved(values), 0.5) }
  })
  return { number, name: rule ? STATE_NAMES[state] : '', trainRows, typical }
}
