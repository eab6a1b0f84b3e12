// The last rows of an asset that were trained on or scored, in blocks: a scoring adds its rows and leaves the others where they are.

import type { Insertable, Kysely, Transaction } from 'kysely'
import { keyOfAsset } from './assets.ts'
import { toBytes, toDoubles } from './doubles.ts'
import type { Tables } from './schema.ts'

/** Rows in order of time; `values` are column-major, as in a `History`. */
export interface ContextRows {
  readonly time: Float64Array
  readonly values: Float64Array
}

/** What the next scoring of an asset looks back on. */
export interface StoredContext {
  /** JSON that seldom changes. */
  readonly body: string
  /** JSON that changes with every scoring. */
  readonly trail?: string
  /** Absent where the body has them, as in contexts of earlier versions. */
  readonly rows?: ContextRows
  /** Time of the last row. */
  readonly lastTime: number
  /** Since when an episode is on at the last row. */
  readonly ongoingSince?: number
}

/** Rows of a block at most. One that has fewer than half is written again with those that follow. */
const BLOCK = 16

/** Keeps the context of an asset, unless later rows are kept: of two processes the one that saw more wins, whichever is last to write. */
export async function saveContext(transaction: Transaction<Tables>, asset: string, context: StoredContext): Promise<void> {
  const { body, trail, rows, lastTime, ongoingSince } = context
  const asset_key = await keyOfAsset(transaction, asset)
  const known = await transaction.selectFrom('context').select('last_time').where('asset_key', '=', asset_key).executeTakeFirst()
  if (known && known.last_time > lastTime) return
  const values = { last_time: lastTime, ongoing_since: ongoingSince ?? null, trail: trail ?? null, row_count: rows?.time.length ?? null }
  await transaction
    .insertInto('context')
    .values({ asset_key, ...values })
    .onConflict((conflict) => conflict.column('asset_key').doUpdateSet(values))
    .execute()
  await transaction
    .insertInto('context_body')
    .values({ asset_key, body })
    .onConflict((conflict) => conflict.column('asset_key').doUpdateSet({ body }).where('context_body.body', '!=', body))
    .execute()
  await saveRows(transaction, asset_key, rows ?? { time: new Float64Array(0), values: new Float64Array(0) })
}

/** Leaves blocks that hold what is to be kept, and writes the rest. */
async function saveRows(transaction: Transaction<Tables>, assetKey: number, { time, values }: ContextRows): Promise<void> {
  const rows = interleaved(time, values)
  const width = time.length === 0 ? 0 : rows.length / time.length
  const bytes = toBytes(rows)
  const there = await blocksOf(transaction, assetKey)
  let done = 0
  const kept = new Set<number>()
  for (const block of there) {
    const over = done === 0 ? Math.max(block.rows - overlap(block, time[0], width), 0) : 0
    const length = block.rows - over
    const mine = bytes.subarray(8 * width * done, 8 * width * (done + length))
    const equal = length > 0 && block.bytes.length === 8 * width * block.rows && Buffer.compare(block.bytes.subarray(8 * width * over), mine) === 0
    if (!equal || block.rows < BLOCK / 2) continue
    kept.add(block.first_time)
    done += length
  }
  const gone = there.map(({ first_time }) => first_time).filter((at) => !kept.has(at))
  if (gone.length > 0) await transaction.deleteFrom('context_rows').where('asset_key', '=', assetKey).where('first_time', 'in', gone).execute()
  const added: Insertable<Tables['context_rows']>[] = []
  for (; done < time.length; done += BLOCK) {
    const end = Math.min(done + BLOCK, time.length)
    added.push({ asset_key: assetKey, first_time: time[done], rows: end - done, bytes: bytes.subarray(8 * width * done, 8 * width * end) })
  }
  if (added.length > 0) await transaction.insertInto('context_rows').values(added).execute()
}

/** How many rows of a block are not before a time. */
function overlap({ bytes, rows }: { bytes: Uint8Array; rows: number }, first: number, width: number): number {
  const doubles = toDoubles(bytes)
  return Array.from({ length: rows }, (_, row) => doubles[row * width]).filter((at) => at >= first).length
}

const blocksOf = (database: Kysely<Tables>, assetKey: number) =>
  database.selectFrom('context_rows').selectAll().where('asset_key', '=', assetKey).orderBy('first_time').execute()

/** A row after the other, its time before its values. */
function interleaved(time: Float64Array, values: Float64Array): Float64Array {
  const sensors = time.length === 0 ? 0 : values.length / time.length
  const out = new Float64Array(time.length * (1 + sensors))
  for (let row = 0; row < time.length; row++) {
    out[row * (1 + sensors)] = time[row]
    for (let col = 0; col < sensors; col++) out[row * (1 + sensors) + 1 + col] = values[col * time.length + row]
  }
  return out
}

/** The inverse, of the last `count` rows. */
function separated(rows: Float64Array, width: number, count: number): ContextRows {
  const skipped = rows.length / width - count
  const time = Float64Array.from({ length: count }, (_, row) => rows[(skipped + row) * width])
  const values = new Float64Array(count * (width - 1))
  for (let col = 0; col < width - 1; col++) for (let row = 0; row < count; row++) values[col * count + row] = rows[(skipped + row) * width + 1 + col]
  return { time, values }
}

export async function findContext(database: Kysely<Tables>, asset: string): Promise<StoredContext | undefined> {
  const row = await database
    .selectFrom('context')
    .innerJoin('asset', 'asset.key', 'context.asset_key')
    .innerJoin('context_body', 'context_body.asset_key', 'context.asset_key')
    .selectAll('context')
    .select('context_body.body')
    .where('asset.name', '=', asset)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    body: row.body,
    ...(row.trail !== null && { trail: row.trail }),
    ...(row.row_count !== null && { rows: await findRows(database, row.asset_key, row.row_count) }),
    lastTime: row.last_time,
    ...(row.ongoing_since !== null && { ongoingSince: row.ongoing_since }),
  }
}

async function findRows(database: Kysely<Tables>, assetKey: number, count: number): Promise<ContextRows> {
  const blocks = await blocksOf(database, assetKey)
  if (count === 0) return { time: new Float64Array(0), values: new Float64Array(0) }
  const doubles = toDoubles(Buffer.concat(blocks.map(({ bytes }) => bytes)))
  return separated(doubles, doubles.length / blocks.reduce((sum, { rows }) => sum + rows, 0), count)
}
