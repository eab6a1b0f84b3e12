// What forecasts said of health in an operating state at one time each. `observed` is NULL until a run has judged the rows up to `due`.

import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const forecasts: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('forecast')
      .addColumn('asset_key', 'integer', (column) => column.notNull().references('asset.key'))
      .addColumn('made_at', 'double precision', (column) => column.notNull())
      .addColumn('due', 'double precision', (column) => column.notNull())
      .addColumn('span', 'double precision', (column) => column.notNull())
      .addColumn('state', 'integer', (column) => column.notNull())
      .addColumn('p10', 'double precision', (column) => column.notNull())
      .addColumn('p50', 'double precision', (column) => column.notNull())
      .addColumn('p90', 'double precision', (column) => column.notNull())
      .addColumn('observed', 'double precision')
      .addPrimaryKeyConstraint('forecast_key', ['asset_key', 'due', 'made_at'])
      .execute()
  },
}
