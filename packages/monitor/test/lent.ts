// What the tests lend to use cases: the real pipeline, a store in memory, a clock that stands.

import type { History } from '@acm/contract'
import * as engine from '@acm/pipeline'
import { openStore, type Store } from '@acm/store'
import type { Lent, Outcome } from '../dist/index.js'

export const NOW = Date.UTC(2024, 2, 1, 12)

export const memoryStore = (): Promise<Store> => openStore(':memory:')

export const lending = (store: Store): Omit<Lent, 'progress'> => ({ store, engine, clock: () => NOW, cancel: () => false })

/** Asks to stop from the given poll on, counted from 1. */
export function cancelAt(poll: number): () => boolean {
  let polls = 0
  return () => ++polls >= poll
}

/** Rows from `begin` to before `end`. */
export function part(history: History, begin: number, end: number): History {
  const { rows, values, time, sensors } = history
  const of = (col: number) => values.subarray(col * rows + begin, col * rows + end)
  return { ...history, time: time.slice(begin, end), values: Float64Array.from(sensors.flatMap((_, col) => [...of(col)])), rows: end - begin }
}

export function judged(outcome: Outcome) {
  if ('result' in outcome) return outcome
  throw new Error(outcome.reason)
}
