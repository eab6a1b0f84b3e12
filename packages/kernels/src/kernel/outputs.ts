// Where the outputs of a call go: what the caller gave as `out`, checked before any work, or fresh arrays.
import { type Backend, overlap, type Slot } from '../backend/backend.ts'
import { type Binding, evaluate, kindOf, slotOf } from './arguments.ts'
import type { Definition } from './definition.ts'
import { Matrix } from './matrix.ts'

/** Whether a kernel gives its one array itself, not an object of several. */
export const isSingle = ({ out }: Definition): boolean => 'out' in out && Object.keys(out).length === 1

export type Target = Float64Array | Matrix

const lengthOf = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 1)

/** The array a caller gave for an output, checked. */
function checkedTarget(name: string, given: unknown, sizes: readonly number[]): Target | undefined {
  if (given === undefined) return undefined
  const found = given instanceof Matrix ? given.rows * given.cols : given instanceof Float64Array ? given.length : undefined
  if (found === undefined) throw new TypeError(`${name} is ${kindOf(given)}; a Float64Array or a Matrix is required`)
  if (found !== lengthOf(sizes)) throw new RangeError(`${name} holds ${found} numbers; ${sizes.join(' × ')} = ${lengthOf(sizes)} are required`)
  return given as Target
}

/** A fresh array for an output, of the kind of the first argument. */
function freshTarget(name: string, sizes: readonly number[], resident: boolean, on: Backend): Target {
  if (resident) return new Matrix(on, sizes[0], sizes[1] ?? 1)
  try {
    return new Float64Array(lengthOf(sizes))
  } catch {
    throw new RangeError(`${name} would hold ${sizes.join(' × ')} = ${lengthOf(sizes)} numbers, more than this host has memory for; work in blocks`)
  }
}

/** The targets a caller gave, by output name: `out` itself where it is the only one. */
function givenTargets(definition: Definition, out: unknown): Readonly<Record<string, unknown>> {
  if (isSingle(definition) || out === undefined) return { out }
  const names = Object.keys(definition.out)
  if (typeof out !== 'object' || out === null || Array.isArray(out) || ArrayBuffer.isView(out) || out instanceof Matrix)
    throw new TypeError(`out is ${kindOf(out)}; an object of ${names.join(', ')} is required`)
  for (const name in out) if (!names.includes(name)) throw new TypeError(`out has no "${name}"; it takes ${names.join(', ')}`)
  return out as Record<string, unknown>
}

function rejectOverlap(inputs: readonly Slot[], outputs: readonly Slot[]): void {
  for (const [i, slot] of outputs.entries()) {
    if (!(slot instanceof Float64Array) && inputs.includes(slot))
      throw new RangeError('out is a Matrix that is also an argument; another one is required')
    if (outputs.slice(0, i).some((other) => overlap(slot, other))) throw new RangeError('two arrays of out share memory; separate ones are required')
  }
}

/** The arrays of a call's outputs, in order; nothing is made before all that was given is found right. */
export function placeOutputs(definition: Definition, out: unknown, { inputs, numbers }: Binding, resident: boolean, on: Backend): Target[] {
  const given = givenTargets(definition, out)
  const places = Object.keys(definition.out).map((name) => {
    const label = isSingle(definition) ? 'out' : `out.${name}`
    const sizes = definition.out[name].shape.map((dim) => evaluate(dim, numbers))
    return { label, sizes, found: checkedTarget(label, given[name], sizes) }
  })
  const slots = places.flatMap(({ label, found }) => (found ? [slotOf(label, found, on)] : []))
  rejectOverlap(inputs, slots)
  return places.map(({ label, sizes, found }) => found ?? freshTarget(label, sizes, resident, on))
}
