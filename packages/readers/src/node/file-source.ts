import { open, stat } from 'node:fs/promises'
import { Problem } from '@acm/contract'
import { blockBytes, readAhead, type Source } from '../source.ts'

/** A file by its path; a pipe or a device, which has no size, is read once and in order. Raises Problem (ACM-SOURCE-…) where there is no such file. */
export async function fileSource(path: string): Promise<Source> {
  const before = await stateOf(path)
  if (before.isDirectory()) throw sourceError(path, { code: 'EISDIR' })
  let bytes: number | undefined
  const blocks = () =>
    fileBlocks(path, (all) => {
      bytes = all
    })
  if (!before.isFile()) return { name: path, size: undefined, blocks, checkUnchanged: async () => undefined }
  return {
    name: path,
    size: before.size,
    blocks,
    slice: (begin, end) => fileSlice(path, begin, end),
    rows: async (query) => (await import('./sqlite-rows.ts')).sqliteRows(path, query),
    async checkUnchanged() {
      const { size, mtimeMs } = await stateOf(path)
      if (size !== before.size || mtimeMs !== before.mtimeMs || (bytes ?? size) !== size) throw changedError(path, before.size, size)
    },
  }
}

const stateOf = (path: string) =>
  stat(path).catch((error) => {
    throw sourceError(path, error)
  })

const opened = (path: string) =>
  open(path, 'r').catch((error) => {
    throw sourceError(path, error)
  })

/** `ended` gets the number of bytes when the last was read. */
async function* fileBlocks(path: string, ended: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  await using handle = await opened(path)
  let bytes = 0
  yield* readAhead(async () => {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(blockBytes), 0, blockBytes, null).catch((error) => {
      throw sourceError(path, error)
    })
    bytes += bytesRead
    if (bytesRead === 0) ended(bytes)
    return buffer.subarray(0, bytesRead)
  })
}

async function fileSlice(path: string, begin: number, end: number): Promise<ArrayBuffer> {
  await using handle = await opened(path)
  const { buffer, bytesRead } = await handle.read(new Uint8Array(end - begin), 0, end - begin, begin).catch((error) => {
    throw sourceError(path, error)
  })
  if (bytesRead < end - begin) throw changedError(path, end, begin + bytesRead)
  return buffer.buffer
}

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
