// What bundle.slow.test.ts runs in Node and in a browser: a file read, judged, and the hash of the result.
import { backend } from '@acm/kernels'
import { defaults, run } from '@acm/pipeline'
import { blobSource, readHistory } from '@acm/readers'

export interface Judged {
  readonly hash: string
  readonly episodes: number
  readonly rows: number
  readonly backend: string
}

/** Ignores the column that says what is wrong. */
export async function judged(file: Blob): Promise<Judged> {
  const history = await readHistory(blobSource(file, 'history.csv'))
  const { result } = await run({ history, settings: { ...defaults, asset: 'pump', ignore: ['fault'] } })
  return { hash: result.resultHash, episodes: result.episodes.length, rows: result.source.rows, backend: backend().name }
}
