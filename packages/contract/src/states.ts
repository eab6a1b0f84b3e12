// Ways of running that training shows.

/** A sensor by which operating states are told: the values between its heaps, ascending, and its heap in each state. */
export interface StateVoter {
  readonly sensor: string
  readonly cuts: readonly number[]
  readonly heaps: readonly number[]
}

/** A way of running that training shows. */
export interface OperatingState {
  /** From 1; the same from run to run. */
  readonly number: number
  /** "running", "standing still"; '' where there is one state, absent in runs stored before it was told. */
  readonly name?: string
  readonly trainRows: number
  /** Judged rows in it. */
  readonly rows: number
  /** Training medians of some sensors that tell it from the others; empty where there is one state. */
  readonly typical: readonly { readonly sensor: string; readonly value: number }[]
}

export interface OperatingStates {
  readonly list: readonly OperatingState[]
  /** Judged rows in a state that training does not show. */
  readonly unknownRows: number
  readonly voters: readonly StateVoter[]
}

/** How an earlier run told states, so that they keep their numbers. */
export interface EarlierStates {
  readonly numbers: readonly number[]
  readonly voters: readonly StateVoter[]
}
