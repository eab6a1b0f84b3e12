// Scored rows, packed: a row for each portion of a run in place of one for each of its rows (docs/decisions/0009-packed-tracks.md).
//
// `position` is the portion's first row in the run, `first_time` and `last_time` the least and greatest time in it. Columns of doubles are
// little-endian, NaN as NaN; `z` has those of the run's detectors one after the other, in the order of `detector`. `time`, `split`,
// `anomaly` and `state` are shuffled and deflated (`packed.ts`).
// A store may hold more rows than memory does: they are packed piece by piece.

import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { toBytes } from '../doubles.ts'
import { pack } from '../packed.ts'
import type { ColumnTypes } from '../schema.ts'

const ROWS = 4096

interface Score {
  run_key: number
  position: number
  time: number
  state: number | null
  [column: string]: number | null
}

interface Old {
  run: { key: number; asset_key: number }
  detector: { run_key: number; position: number; name: string }
  score: Score
  track: Record<string, unknown>
}

export const tracks = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('track')
      .addColumn('run_key', 'integer', (column) => column.notNull().references('run.key').onDelete('cascade'))
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('asset_key', 'integer', (column) => column.notNull().references('asset.key'))
      .addColumn('first_time', 'double precision', (column) => column.notNull())
      .addColumn('last_time', 'double precision', (column) => column.notNull())
      .addColumn('rows', 'integer', (column) => column.notNull())
      .addColumn('time', types.bytes, (column) => column.notNull())
      .addColumn('split', types.bytes, (column) => column.notNull())
      .addColumn('fused', types.bytes, (column) => column.notNull())
      .addColumn('anomaly', types.bytes, (column) => column.notNull())
      .addColumn('health', types.bytes, (column) => column.notNull())
      .addColumn('state', types.bytes)
      .addColumn('z', types.bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('track_key', ['run_key', 'position'])
      .execute()
    await db.schema.createIndex('track_of_asset').on('track').columns(['asset_key', 'first_time']).execute()
    await packAll(db as Kysely<Old>)
    await db.schema.dropTable('score').execute()
  },
})

async function packAll(db: Kysely<Old>): Promise<void> {
  const next = (after: number) =>
    db.selectFrom('run').select(['key', 'asset_key']).where('key', '>', after).orderBy('key').limit(1).executeTakeFirst()
  for (let run = await next(-1); run; run = await next(run.key)) {
    const detectors = await db.selectFrom('detector').select('name').where('run_key', '=', run.key).orderBy('position').execute()
    const names = detectors.map(({ name }) => `${name}_z`)
    for (let position = 0; ; position += ROWS) {
      const rows = await db
        .selectFrom('score')
        .selectAll()
        .where('run_key', '=', run.key)
        .where('position', '>=', position)
        .where('position', '<', position + ROWS)
        .orderBy('position')
        .$castTo<Score>()
        .execute()
      if (rows.length === 0) break
      await db
        .insertInto('track')
        .values({ run_key: run.key, asset_key: run.asset_key, position, ...portion(rows, names) })
        .execute()
    }
  }
}

function portion(rows: readonly Score[], names: readonly string[]) {
  const doubles = (name: string) => toBytes(Float64Array.from(rows, (row) => row[name] ?? Number.NaN))
  const flags = (name: string) => pack(Uint8Array.from(rows, (row) => row[name] ?? 0))
  const time = Float64Array.from(rows, (row) => row.time)
  return {
    first_time: time.reduce((a, b) => Math.min(a, b)),
    last_time: time.reduce((a, b) => Math.max(a, b)),
    rows: rows.length,
    time: pack(time),
    split: flags('split'),
    fused: doubles('fused'),
    anomaly: flags('anomaly'),
    health: doubles('health'),
    state: rows.every(({ state }) => state !== null) ? flags('state') : null,
    z: Buffer.concat(names.map(doubles)),
  }
}
