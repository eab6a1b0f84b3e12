// One way to read a file, whatever its format: the first bytes say which.

import { open, stat } from 'node:fs/promises'
import type { History } from '@acm/pipeline'
import type { AsyncBuffer } from 'hyparquet'
import { readCsv } from './csv.ts'
import type { CsvOptions } from './options.ts'

const PARQUET = 'PAR1'

/** Bytes of an open file as they are asked for. */
async function fileBuffer(path: string, use: (file: AsyncBuffer) => Promise<History>): Promise<History> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
      const bytes = new Uint8Array(end - start)
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at)
        if (bytesRead === 0) break
        at += bytesRead
      }
      return bytes.buffer
    }
    return await use({ byteLength: size, slice })
  } finally {
    await handle.close()
  }
}

/** Text may come through a pipe, which cannot be read twice; Parquet is a file. */
async function isParquet(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) return false
  const handle = await open(path, 'r').catch(() => undefined)
  if (!handle) return false
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PARQUET.length), 0, PARQUET.length, 0)
    return bytesRead === PARQUET.length && buffer.toString('latin1') === PARQUET
  } finally {
    await handle.close()
  }
}

/** Reads a plant's file, CSV or Parquet, into a history. Throws ReadError. */
export async function readHistory(path: string, options: CsvOptions = {}): Promise<History> {
  if (!(await isParquet(path))) return readCsv(path, options)
  const { readParquet } = await import('./parquet.ts')
  return fileBuffer(path, (file) => readParquet(path, file, options))
}
