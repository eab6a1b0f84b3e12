// The proof on the machine at hand: every kernel with stored exact values, on every engine that runs here, held to its bound.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Backend, BackendName } from '../backend/backend.ts'
import { backendNames } from '../backend/choose.ts'
import { availableThreads, whyNot } from '../backend/probe.ts'
import { ReferenceBackend } from '../backend/reference.ts'
import { WasmBackend } from '../backend/wasm.ts'
import { WasmThreadsBackend } from '../backend/wasm-threads.ts'
import * as kernels from '../index.ts'
import { adopt } from '../kernel/define.ts'
import type { Definition } from '../kernel/definition.ts'
import { boundOf, errorOf } from './bounds.ts'
import { readCases, type StoredCase, type Unread } from './values.ts'

type Call = (first: unknown, options: unknown) => Float64Array | Readonly<Record<string, Float64Array>>

/** Where a kernel is farthest from its exact value. */
export interface Worst {
  readonly error: number
  readonly case: string
  readonly output: string
  readonly index: number
  readonly actual: number
  readonly exact: number
}

export interface Proof {
  readonly kernel: string
  readonly backend: BackendName
  readonly cases: number
  /** How many numbers were compared. */
  readonly numbers: number
  /** Absent where every number is the exact one. */
  readonly worst?: Worst
  /** Largest error and what is allowed, both in `unit`. */
  readonly error: number
  readonly bound: number
  readonly unit: string
  readonly passed: boolean
}

export interface Verification {
  readonly proofs: readonly Proof[]
  /** Engines that do not run here, and why. */
  readonly skipped: Readonly<Partial<Record<BackendName, string>>>
  /** Kernels without stored values. */
  readonly without: readonly string[]
  readonly unread: readonly Unread[]
}

export interface Selection {
  /** Default: every engine. */
  readonly backends?: readonly BackendName[]
  /** Size of the team of wasm-threads. Default: one a core, at least two. */
  readonly threads?: number
  /** A folder of <family>.json. Default: the values that came with the package. */
  readonly folder?: string
}

/** The stored values of this package, copied there when it was built. */
export const storedFolder = fileURLToPath(new URL('../../build/oracle/', import.meta.url))

const known: ReadonlyMap<string, { definition: Definition; call: Call }> = new Map(
  Object.values(kernels)
    .filter((value): value is typeof value & { definition: Definition } => typeof value === 'function' && 'definition' in value)
    .map((kernel) => [kernel.definition.name, { definition: kernel.definition, call: kernel as unknown as Call }]),
)
const definitions: ReadonlyMap<string, Definition> = new Map([...known].map(([name, { definition }]) => [name, definition]))

/** Every case of every file of a folder. Raises what reading and JSON.parse raise. */
export function storedCases(folder: string = storedFolder): { cases: StoredCase[]; unread: Unread[] } {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const read = files.sort().map((name) => readCases(name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), 'utf8')), definitions))
  return { cases: read.flatMap(({ cases }) => cases), unread: read.flatMap(({ unread }) => unread) }
}

/** An engine for proofs: the team wakes for every call, however small. */
function create(name: BackendName, threads: number): Backend {
  if (name === 'reference') return new ReferenceBackend()
  return name === 'wasm' ? new WasmBackend() : new WasmThreadsBackend(threads, 0)
}

function* errorsOf(stored: StoredCase, result: ReturnType<Call>): Generator<Worst> {
  const { unitAt } = boundOf(stored.definition)
  for (const [output, { high, low, at }] of Object.entries(stored.expected)) {
    const values = result instanceof Float64Array ? result : result[output]
    const unit = unitAt(stored, high)
    const complete = at !== undefined || values.length === high.length
    for (const [i, exact] of high.entries()) {
      const index = at?.[i] ?? i
      const actual = values[index]
      const error = complete && index in values ? errorOf(actual, exact, unit(i), low?.[i]) : Number.POSITIVE_INFINITY
      yield { error, case: stored.label, output, index, actual, exact }
    }
  }
}

/** Holds one kernel to its bound on the engine in use. */
export function prove(definition: Definition, cases: readonly StoredCase[], backend: BackendName): Proof {
  const bound = boundOf(definition)
  const limit = (backend === 'reference' && bound.referenceLimit) || bound.limit
  const { call } = known.get(definition.name) as { call: Call }
  let worst: Worst | undefined
  let numbers = 0
  for (const stored of cases)
    for (const found of errorsOf(stored, call(stored.first, stored.options))) {
      numbers++
      if (found.error > (worst?.error ?? 0)) worst = found
    }
  const error = worst?.error ?? 0
  return {
    kernel: definition.name,
    backend,
    cases: cases.length,
    numbers,
    ...(worst && { worst }),
    error,
    bound: limit,
    unit: bound.unit,
    passed: error <= limit,
  }
}

/** Runs every stored case on every engine that this machine allows; the next call of a kernel chooses its engine anew. */
export function verify({ backends = backendNames, threads = Math.max(2, availableThreads()), folder = storedFolder }: Selection = {}): Verification {
  const { cases, unread } = storedCases(folder)
  const byKernel = Map.groupBy(cases, ({ definition }) => definition)
  const proofs: Proof[] = []
  const skipped: Partial<Record<BackendName, string>> = {}
  for (const name of backends) {
    const reason = whyNot(name, threads)
    if (reason) {
      skipped[name] = reason
      continue
    }
    const backend = create(name, threads)
    adopt({ backend, info: { name, threads: backend.threads, reasons: {} } })
    for (const [definition, stored] of byKernel) proofs.push(prove(definition, stored, name))
    backend.close()
  }
  const without = [...definitions.values()].filter((definition) => !byKernel.has(definition)).map(({ name }) => name)
  return { proofs, skipped, without, unread }
}
