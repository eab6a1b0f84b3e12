import type { Backend, BackendName } from './backend.ts'
import { environment } from './node.ts'
import { availableThreads, whyNot } from './probe.ts'
import { ReferenceBackend } from './reference.ts'
import { WasmBackend } from './wasm.ts'
import { WasmThreadsBackend } from './wasm-threads.ts'

/** Best first. */
export const backendNames: readonly BackendName[] = ['wasm-threads', 'wasm', 'reference']
const MAX_THREADS = 64

export interface BackendOptions {
  /** Default: the environment variable ACM_BACKEND, else `auto`. */
  readonly backend?: BackendName | 'auto'
  /** Default: the environment variable ACM_THREADS, else one a core. */
  readonly threads?: number
}

export interface StartOptions extends BackendOptions {
  /** In a browser: where the script `@acm/kernels/worker` is served, for a page whose policy forbids workers from `blob:`. */
  readonly worker?: string | URL
}

export interface BackendInfo {
  readonly name: BackendName
  readonly threads: number
  /** Why each better engine was passed over. */
  readonly reasons: Readonly<Partial<Record<BackendName, string>>>
}

export interface Choice {
  readonly backend: Backend
  readonly info: BackendInfo
}

function checkedThreads(given: number | string): number {
  const threads = Number(given)
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS)
    throw new RangeError(`threads was ${given}; a whole number from 1 to ${MAX_THREADS} is allowed`)
  return threads
}

function checkedName(given: string): BackendName | 'auto' {
  if (given === 'auto' || backendNames.includes(given as BackendName)) return given as BackendName | 'auto'
  throw new RangeError(`backend was "${given}"; allowed are auto, ${backendNames.join(', ')}`)
}

function create(name: BackendName, threads: number): Backend {
  if (name === 'reference') return new ReferenceBackend()
  return name === 'wasm' ? new WasmBackend() : new WasmThreadsBackend(threads)
}

/** The best engine this machine allows, or the forced one. Raises where a forced one is not available: never a silent downgrade. */
export function choose(options: BackendOptions = {}, awaited = false): Choice {
  const forced = checkedName(options.backend ?? environment('ACM_BACKEND') ?? 'auto')
  const threads = checkedThreads(options.threads ?? environment('ACM_THREADS') ?? Math.min(availableThreads(), MAX_THREADS))
  const reasons: Partial<Record<BackendName, string>> = {}
  for (const name of backendNames) {
    const least = forced === name && name === 'wasm-threads' ? 2 : 1
    const reason = whyNot(name, Math.max(threads, least), awaited)
    if (forced !== 'auto' && forced !== name) reasons[name] = `${forced} was asked for`
    else if (!reason) {
      const backend = create(name, threads)
      return { backend, info: { name, threads: backend.threads, reasons } }
    } else if (forced === name) throw new RangeError(`backend ${name} is not available here: ${reason}`)
    else reasons[name] = reason
  }
  throw new RangeError('no backend is available')
}

/** As `choose`, with the team already at work where there is one. */
export async function chooseStarted({ worker, ...options }: StartOptions = {}): Promise<Choice> {
  const choice = choose(options, true)
  if (choice.backend instanceof WasmThreadsBackend) await choice.backend.start(worker)
  return choice
}
