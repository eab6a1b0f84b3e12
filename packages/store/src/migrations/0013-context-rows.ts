// The last rows of an asset in blocks, so that a scoring writes those that are new and not all of them (45 kB for 50 sensors).
//
// A block of `context_rows` is little-endian doubles, a row after the other, each its time and its values; `context.row_count` of the last
// rows count, those before them in the first block are over. `context_body`, JSON that seldom changes, lies apart from `context.trail`, JSON
// that changes with every scoring. Contexts of earlier versions have their rows in the body, and no `row_count`.

import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { ColumnTypes } from '../schema.ts'

export const contextRows = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('context_body')
      .addColumn('asset_key', 'integer', (column) => column.primaryKey().references('asset.key'))
      .addColumn('body', 'text', (column) => column.notNull())
      .execute()
    await sql`insert into context_body (asset_key, body) select asset_key, body from context`.execute(db)
    await db.schema.alterTable('context').dropColumn('body').execute()
    await db.schema.alterTable('context').addColumn('trail', 'text').execute()
    await db.schema.alterTable('context').addColumn('row_count', 'integer').execute()
    await db.schema
      .createTable('context_rows')
      .addColumn('asset_key', 'integer', (column) => column.notNull().references('asset.key'))
      .addColumn('first_time', 'double precision', (column) => column.notNull())
      .addColumn('rows', 'integer', (column) => column.notNull())
      .addColumn('bytes', types.bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('context_rows_key', ['asset_key', 'first_time'])
      .execute()
  },
})
