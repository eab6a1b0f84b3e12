import { defineKernel, type Kernel } from './define.ts'
import type { Equality, Outputs, ReferenceCall } from './definition.ts'
import { perValue, rollingArgs } from './shapes.ts'

interface Statistic<O extends Outputs> {
  readonly name: string
  readonly out: O
  /** Nanoseconds a value. */
  readonly ns: number
  readonly equals: Equality
  readonly reference: (call: ReferenceCall<typeof rollingArgs, O>) => void
}

/** A statistic of each trailing window of each column: what all of them have in common, said once. */
export function rolling<const O extends Outputs>({ name, out, ns, equals, reference }: Statistic<O>): Kernel<typeof rollingArgs, O> {
  const scratch = `${name}Scratch`
  return defineKernel({ name, family: 'rolling', args: rollingArgs, out, scratch, cost: perValue(ns), columnwise: true, equals, reference })
}
