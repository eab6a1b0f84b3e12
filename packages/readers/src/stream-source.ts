import { Problem } from '@acm/contract'
import type { Source } from './source.ts'

export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/**
 * Bytes that come once and in order: the body of a request, a pipe, standard input. Of Parquet, which is read from its end, all of them are held in
 * memory. A broken stream raises Problem ACM-SOURCE-UNREADABLE, and so does reading it a second time.
 */
export function streamSource(stream: ByteStream, name: string): Source {
  let begun = false
  return {
    name,
    size: undefined,
    async *blocks() {
      if (begun) throw unreadable(name, `${name} can be read only once`, 'Send or open it again.')
      begun = true
      try {
        for await (const chunk of 'getReader' in stream ? chunksOf(stream) : stream) {
          if (!(chunk instanceof Uint8Array)) throw new TypeError('it gives no bytes (Uint8Array)')
          yield chunk
        }
      } catch (error) {
        throw error instanceof Problem ? error : unreadable(name, `${name} broke off: ${(error as Error).message}`, 'Send or open it again.', error)
      }
    },
    checkUnchanged: async () => undefined,
  }
}

/** Not every browser iterates streams. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    await reader.cancel()
  }
}

const unreadable = (name: string, message: string, cure: string, cause?: unknown): Problem =>
  new Problem('ACM-SOURCE-UNREADABLE', message, cure, { where: name, cause })
