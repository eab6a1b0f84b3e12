// What operating states are called, and what they look like: numbers from 1 that stay the same from run to run.

import type { EarlierStates, Sensor, StateFace, StateVoter, Voter } from '@acm/contract'
import { matchClusters } from '@acm/kernels'
import { type Columns, column } from '../../columns.ts'
import { quantileOf, sortedObserved } from '../../quantile.ts'
import { statesBy } from './states.ts'

/** What is told of a state. */
/** A row's kind is its operating state, plus this where the machine is in an unknown state. */
export const UNKNOWN_KIND = 64

const MOST_TYPICAL = 4

/** Number of the operating state of a row's kind, 0 for one that training does not show. */
export const numberOf = (kind: number, faces: readonly StateFace[]): number => (kind >= UNKNOWN_KIND ? 0 : faces[kind].number)

/** Votes by name, for a later run whose columns may be others. */
export const namedVotes = (votes: readonly Voter[], sensors: readonly Sensor[]): StateVoter[] =>
  votes.map(({ col, cuts, heaps }) => ({ sensor: sensors[col].name, cuts, heaps }))

/** Numbers that the rows' states had by the rules of an earlier run; undefined where that run told no states by any of these sensors. */
function earlierNumbers(x: Columns, sensors: readonly Sensor[], { numbers, voters }: EarlierStates): Float64Array | undefined {
  const votes = voters.flatMap(({ sensor, cuts, heaps }): Voter[] => {
    const col = sensors.findIndex(({ name }) => name === sensor)
    return col < 0 ? [] : [{ col, cuts, heaps }]
  })
  return votes.length > 0 ? Float64Array.from(statesBy(x, votes), (state) => numbers[state] - 1) : undefined
}

/**
 * The number of each state. With an earlier run's states each takes the number of that one it shares most training rows with, all together as many as can be;
 * a state that is new takes the first number that nobody had. `states` are of the training rows.
 */
export function numbersOf(x: Columns, states: Uint8Array, count: number, sensors: readonly Sensor[], earlier?: EarlierStates): number[] {
  const own = Array.from({ length: count }, (_, state) => state + 1)
  const before = earlier && earlierNumbers(x, sensors, earlier)?.subarray(0, states.length)
  if (!before || count < 2) return own
  const renamed = matchClusters(Float64Array.from(states), { before })
  return own.map((_, state) => renamed[states.indexOf(state)] + 1)
}

/** Each state's number, training rows and looks; `states` are of the training rows. */
export function facesOf(
  x: Columns,
  states: Uint8Array,
  votes: readonly Voter[],
  sensors: readonly Sensor[],
  numbers: readonly number[],
): StateFace[] {
  return numbers.map((number, state) => {
    const typical = votes.slice(0, MOST_TYPICAL).map(({ col }) => {
      const values = column(x, col)
        .subarray(0, states.length)
        .filter((_, row) => states[row] === state)
      return { sensor: sensors[col].name, value: quantileOf(sortedObserved(values), 0.5) }
    })
    return { number, trainRows: states.reduce((sum, other) => sum + Number(other === state), 0), typical }
  })
}
