import type { BackendName } from './backend.ts'
import { isNode, nodeBuiltin } from './node.ts'
import { wasmThreads } from './program.ts'

/** Smallest module with a SIMD instruction: (func (result v128) i32.const 0; i8x16.splat). */
const SIMD_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11])

export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  // return Uint8Array.from(binary, (c) => c.charCodeAt(0)): 18 ms of a cold start, the loop 2 (measured).
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

export function availableThreads(): number {
  const os = nodeBuiltin<typeof import('node:os')>('node:os')
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1
}

function whyNotWasm(): string | undefined {
  if (typeof WebAssembly !== 'object') return 'this host has no WebAssembly'
  if (!WebAssembly.validate(SIMD_MODULE)) return 'this host has WebAssembly but not its SIMD instructions'
  return undefined
}

function whyNotThreads(threads: number, awaited: boolean): string | undefined {
  if (!wasmThreads) return 'the program is a development build, for one thread (npm run build makes the release)'
  if (threads < 2) return `only ${threads} thread is to be used`
  if (typeof SharedArrayBuffer !== 'function') return 'this host has no shared memory (a page needs cross-origin isolation for it)'
  if (isNode()) return undefined
  if ('document' in globalThis) return 'the main thread of a browser may not wait for a team (a Web Worker may)'
  if (typeof Worker !== 'function') return 'this host starts no workers from here'
  return awaited ? undefined : 'a browser starts a team only while it is waited for: `await start()`'
}

/** Why an engine cannot run here, or undefined if it can; `awaited`: its caller waits for its workers without blocking them. */
export function whyNot(name: BackendName, threads: number, awaited = false): string | undefined {
  if (name === 'reference') return undefined
  return whyNotWasm() ?? (name === 'wasm-threads' ? whyNotThreads(threads, awaited) : undefined)
}
