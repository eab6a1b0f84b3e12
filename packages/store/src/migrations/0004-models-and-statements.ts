// Models that were trained, the last rows that were scored by them, and what people said.
//
// `model.version` counts from 1 within an asset. At most one version is 'promoted': it scores. `body` is the
// model as JSON; `context` holds, as JSON too, the last rows of the asset, so that the next ones can be smoothed.
// `statement` is only ever added to: what is taken back keeps its row and gets `undone_at` and `undone_by`.

import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { ColumnTypes } from '../schema.ts'

export const modelsAndStatements = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('model')
      .addColumn('key', 'integer', types.key)
      .addColumn('asset_key', 'integer', (column) => column.notNull().references('asset.key'))
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('maturity', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('created_at', 'double precision', (column) => column.notNull())
      .addColumn('summary', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addUniqueConstraint('model_version', ['asset_key', 'version'])
      .execute()
    await db.schema
      .createTable('context')
      .addColumn('asset_key', 'integer', (column) => column.primaryKey().references('asset.key'))
      .addColumn('last_time', 'double precision', (column) => column.notNull())
      .addColumn('ongoing_since', 'double precision')
      .addColumn('body', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('statement')
      .addColumn('key', 'integer', types.key)
      .addColumn('asset_key', 'integer', (column) => column.notNull().references('asset.key'))
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('who', 'text', (column) => column.notNull())
      .addColumn('said_at', 'double precision', (column) => column.notNull())
      .addColumn('episode_id', 'text')
      .addColumn('cause', 'text')
      .addColumn('sensor', 'text')
      .addColumn('direction', 'text')
      .addColumn('peak', 'double precision')
      .addColumn('valid_from', 'double precision')
      .addColumn('valid_until', 'double precision')
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('undone_at', 'double precision')
      .addColumn('undone_by', 'text')
      .execute()
  },
})
