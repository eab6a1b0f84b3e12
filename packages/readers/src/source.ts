import { type FileHandle, open, stat } from 'node:fs/promises'
import { Problem } from '@acm/contract'
import type { ReadOptions } from './options.ts'

/** Bytes read at a time. 64 KiB to 1 MiB read alike fast; at 1 MiB the strings of a block cost 100 MiB more (measured on 200 MB). */
const blockBytes = 256 * 1024

interface State {
  readonly size: number
  readonly mtimeMs: number
}

/** An open file whose bytes come in blocks, the next one being read while the last is worked on. */
export interface Source {
  readonly path: string
  readonly size: number
  /** Blocks of at most 256 KiB in file order. Throws Problem when cancelled or when the disk fails. */
  blocks(options: ReadOptions): AsyncGenerator<Uint8Array>
  /** Throws Problem when the file is not the one that was opened any more. */
  checkUnchanged(): Promise<void>
  close(): Promise<void>
}

/** Opens a file for reading. Throws Problem (ACM-SOURCE-…) when it is missing, a directory or unreadable. */
export async function openSource(path: string): Promise<Source> {
  const handle = await open(path, 'r').catch((error) => {
    throw sourceError(path, error)
  })
  const before = await handle.stat()
  if (before.isDirectory()) {
    await handle.close()
    throw sourceError(path, { code: 'EISDIR' })
  }
  let bytesRead = 0
  return {
    path,
    size: before.size,
    async *blocks(options) {
      for await (const block of readAhead(path, handle)) {
        if (options.cancelled?.())
          throw new Problem('ACM-INTERRUPTED', `reading ${path} was cancelled`, 'Start again when you are ready; nothing was written.', {
            where: path,
          })
        bytesRead += block.length
        yield block
        options.progress?.(bytesRead, before.size)
      }
    },
    async checkUnchanged() {
      if (!before.isFile()) return
      const after = await stat(path).catch((error) => {
        throw sourceError(path, error)
      })
      if (bytesRead !== before.size || changed(before, after)) throw changedError(path, before.size, Math.max(after.size, 0))
    },
    close: () => handle.close(),
  }
}

async function* readAhead(path: string, handle: FileHandle): AsyncGenerator<Uint8Array> {
  const read = () => handle.read(new Uint8Array(blockBytes), 0, blockBytes, null)
  let pending = read()
  try {
    for (;;) {
      const { buffer, bytesRead } = await pending.catch((error) => {
        throw sourceError(path, error)
      })
      if (bytesRead === 0) return
      pending = read()
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    // The read that is under way must end before the file is closed, whatever became of the reader.
    await pending.catch(() => undefined)
  }
}

const changed = (before: State, after: State) => before.size !== after.size || before.mtimeMs !== after.mtimeMs

function changedError(path: string, before: number, after: number): Problem {
  return new Problem(
    'ACM-DATA-CHANGED',
    `the file changed while it was read (${before} bytes at the start, ${after} at the end)`,
    'Wait until the export has finished, or copy the file and read the copy.',
    { where: path },
  )
}

function sourceError(path: string, error: { code?: string; message?: string }): Problem {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Problem('ACM-SOURCE-MISSING', `there is no file ${path}`, 'Check the path; names are case-sensitive on most systems.', {
        where: path,
      })
    case 'EISDIR':
      return new Problem('ACM-SOURCE-DIRECTORY', `${path} is a directory, not a file`, 'Name one CSV file inside it.', { where: path })
    case 'EACCES':
    case 'EPERM':
      return new Problem(
        'ACM-SOURCE-UNREADABLE',
        `${path} may not be read by this user`,
        'Ask its owner for read permission, or copy it to a place you may read.',
        { where: path },
      )
    default:
      return new Problem(
        'ACM-SOURCE-UNREADABLE',
        `${path} cannot be read: ${error.message ?? error.code}`,
        'Check the disk or the network share and try again.',
        { where: path },
      )
  }
}
