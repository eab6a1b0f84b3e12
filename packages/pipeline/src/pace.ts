// The course of a run: says which phase is on, takes its time, and gives way to others between phases.

import { interrupted, type Timing } from '@acm/contract'
import type { RunInput } from './run-input.ts'

declare const performance: { now(): number }
declare function setTimeout(callback: () => void, ms: number): unknown

export type Phase = <T>(name: string, work: () => T) => Promise<T>

export interface Pace {
  readonly phase: Phase
  readonly timings: readonly Timing[]
}

/** Phases of one name add up to one timing. Raises Interrupted before a phase once `cancelled` says so. */
export function pace({ progress, cancelled }: Pick<RunInput, 'progress' | 'cancelled'>): Pace {
  const timings: { phase: string; ms: number }[] = []
  const phase: Phase = async (name, work) => {
    progress?.(name, timings.length, 0)
    await new Promise<void>((resolve) => setTimeout(resolve, 0))
    if (cancelled?.()) throw interrupted()
    const begin = performance.now()
    const value = work()
    const ms = performance.now() - begin
    const known = timings.find((timing) => timing.phase === name)
    if (known) known.ms += ms
    else timings.push({ phase: name, ms })
    return value
  }
  return { phase, timings }
}
