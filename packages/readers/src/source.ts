// Where bytes come from: a file, a file in a browser, a body, a pipe. What reads them does not ask which.

import { Problem } from '@acm/contract'
import type { ReadOptions } from './options.ts'

/** Bytes at a time. 64 KiB to 1 MiB read alike fast; at 1 MiB the strings of a block cost 100 MiB more (measured on 200 MB). */
export const blockBytes = 256 * 1024

/** What a database holds in one place. */
export type Cell = null | number | bigint | string | Uint8Array
export type Row = Readonly<Record<string, Cell>>

/** Bytes to be read, wherever they are. */
export interface Source {
  /** What messages and the history call it: a path, the name of a file, "standard input". */
  readonly name: string
  /** Bytes; undefined where only the end will tell. */
  readonly size: number | undefined
  /** The bytes from first to last, cut anyhow. Raises Problem (ACM-SOURCE-…). Who stops early ends it, and what was opened is closed. */
  blocks(): AsyncIterable<Uint8Array>
  /** The bytes from `begin` to before `end`, both within the size; absent where they come once and in order. Raises Problem. */
  slice?(begin: number, end: number): Promise<ArrayBuffer>
  /** The answer of a query, where the bytes may be a database; ending the iteration closes it. Raises Problem (ACM-DATA-QUERY). */
  rows?(query: string): Promise<Iterable<Row>>
  /** Raises Problem (ACM-DATA-CHANGED) where the bytes are not those any more that were to be read. */
  checkUnchanged(): Promise<void>
}

export const readingCancelled = (name: string): Problem =>
  new Problem('ACM-INTERRUPTED', `reading ${name} was cancelled`, 'Start again when you are ready; nothing was written.', { where: name })

/**
 * The bytes of a source in blocks of 256 KiB, the last one shorter: what is found out does not depend on how they arrive. Cost beside the source's: a copy
 * of what does not arrive in whole blocks. Raises ACM-INTERRUPTED, and what the source raises, at the end also that it changed.
 */
export async function* evenBlocks(source: Source, { cancelled, progress }: ReadOptions): AsyncGenerator<Uint8Array> {
  let block: Uint8Array | undefined
  let [filled, done] = [0, 0]
  for await (const chunk of source.blocks()) {
    if (cancelled?.()) throw readingCancelled(source.name)
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + blockBytes - filled)
      if (part.length < blockBytes) {
        block ??= new Uint8Array(blockBytes)
        block.set(part, filled)
      }
      at += part.length
      filled += part.length
      if (filled < blockBytes) break
      yield block ?? part
      done += blockBytes
      progress?.(done, source.size ?? 0)
      block = undefined
      filled = 0
    }
  }
  if (block) {
    yield block.subarray(0, filled)
    progress?.(done + filled, source.size ?? 0)
  }
  await source.checkUnchanged()
}

export function joined(blocks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(blocks.reduce((bytes, { length }) => bytes + length, 0))
  let at = 0
  for (const block of blocks) {
    out.set(block, at)
    at += block.length
  }
  return out
}

/** Asks for the next piece while the last one is worked on; an empty one is the end. */
export async function* readAhead(next: () => Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  const ask = () => {
    const piece = next()
    // It may fail before anybody waits for it, which is no failure of the program.
    piece.catch(() => undefined)
    return piece
  }
  let pending = ask()
  try {
    for (;;) {
      const piece = await pending
      if (piece.length === 0) return
      pending = ask()
      yield piece
    }
  } finally {
    // What is under way must end before its source is closed, whatever became of the reader.
    await pending.catch(() => undefined)
  }
}
