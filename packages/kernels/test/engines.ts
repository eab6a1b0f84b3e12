// Engines made for tests: teams that wake for the smallest call, and memory with painted guard bands.
import type { Backend } from '../dist/backend/backend.js'
import { program } from '../dist/backend/program.js'
import { ReferenceBackend } from '../dist/backend/reference.js'
import { type ProgramBackend, WasmBackend } from '../dist/backend/wasm.js'
import { WasmThreadsBackend } from '../dist/backend/wasm-threads.js'
import { adopt } from '../dist/kernel/define.js'

/** The program as built for one's own work has no teams. */
export const hasTeams = program.kind === 'release'
export const programEngine = (threads: number): ProgramBackend => (threads === 1 ? new WasmBackend() : new WasmThreadsBackend(threads, 0))
export const referenceEngine = (): Backend => new ReferenceBackend()

export const use = (backend: Backend): Backend => {
  adopt({ backend, info: { name: backend.name, threads: backend.threads, reasons: {} } })
  return backend
}

const GUARD_BYTES = 64
const PAINT = 0xa5

/** Surrounds every block the arena hands out (inputs, outputs, scratch) with paint, checked when the block is given back. */
export function paintGuards({ arena }: ProgramBackend): void {
  const allocate = arena.allocate.bind(arena)
  const free = arena.free.bind(arena)
  const bands = (begin: number, length: number) =>
    [begin - GUARD_BYTES, begin + length].map((at) => new Uint8Array(arena.memory.buffer, at, GUARD_BYTES))
  arena.allocate = (length) => {
    const begin = allocate(length + 2 * GUARD_BYTES) + GUARD_BYTES
    for (const band of bands(begin, length)) band.fill(PAINT)
    new Uint8Array(arena.memory.buffer, begin, length).fill(PAINT)
    return begin
  }
  arena.free = (begin, length) => {
    bands(begin, length).forEach((band, side) => {
      if (band.some((byte) => byte !== PAINT))
        throw new Error(`a kernel wrote ${side ? 'past the end' : 'before the start'} of a block of ${length} bytes`)
    })
    free(begin - GUARD_BYTES, length + 2 * GUARD_BYTES)
  }
}
