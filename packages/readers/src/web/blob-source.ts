import { Problem } from '@acm/contract'
import { blockBytes, readAhead, type Source } from '../source.ts'

/** A file that a person chose or dropped in a browser, or any other blob. A file that was changed since raises Problem ACM-SOURCE-UNREADABLE. */
export function blobSource(blob: Blob, name: string): Source {
  const slice = async (begin: number, end: number): Promise<ArrayBuffer> =>
    blob
      .slice(begin, end)
      .arrayBuffer()
      .catch((error: Error) => {
        throw new Problem(
          'ACM-SOURCE-UNREADABLE',
          `${name} cannot be read: ${error.message}`,
          'Choose the file again: it was moved, or changed since it was chosen.',
          { where: name, cause: error },
        )
      })
  return {
    name,
    size: blob.size,
    blocks() {
      let at = 0
      return readAhead(async () => {
        const begin = at
        at += blockBytes
        return new Uint8Array(await slice(begin, at))
      })
    },
    slice,
    // A blob does not change; reading one whose file did fails.
    checkUnchanged: async () => undefined,
  }
}
