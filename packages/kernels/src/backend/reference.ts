import { type Backend, type Block, type Call, overlap, type Slot } from './backend.ts'

const valuesOf = (slot: Slot): Float64Array => (slot instanceof Float64Array ? slot : (slot.values as Float64Array))

/** Plain TypeScript: what each kernel means, and the engine where WebAssembly or its SIMD is missing. */
export class ReferenceBackend implements Backend {
  readonly name = 'reference'
  readonly threads = 1

  allocate(length: number): Block {
    return { ptr: 0, length, values: new Float64Array(length) }
  }

  free(): void {}

  view(block: Block): Float64Array {
    return block.values as Float64Array
  }

  run({ definition, inputs, outputs, numbers }: Call): void {
    const call: Record<string, Float64Array | number> = { ...numbers }
    const arrays = Object.keys(definition.args).filter((name) => definition.args[name].kind === 'matrix' || definition.args[name].kind === 'vector')
    arrays.forEach((name, i) => {
      // The program works on copies; what is written over while it is read is copied here too.
      const values = valuesOf(inputs[i])
      call[name] = outputs.some((output) => overlap(valuesOf(output), values)) ? values.slice() : values
    })
    Object.keys(definition.out).forEach((name, i) => {
      call[name] = valuesOf(outputs[i])
    })
    definition.reference(call as never)
  }

  close(): void {}
}
