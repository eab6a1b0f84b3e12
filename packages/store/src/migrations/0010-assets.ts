// What is known of an asset beside its runs, and how it stands: one row each, so that a fleet's overview is one query.
//
// `tags` and `settings` are JSON objects; `pace` is how many milliseconds lie between two scorings; `model_version` is the model in force.
// `asset_state` holds what the run with the latest rows says: condition is its zone, `since` when that began, `as_of` its last row. How old
// the data are is the clock less `as_of`.

import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const assets: Migration = {
  async up(db: Kysely<unknown>) {
    const asset = () => db.schema.alterTable('asset')
    await asset()
      .addColumn('tags', 'text', (column) => column.notNull().defaultTo('{}'))
      .execute()
    await asset().addColumn('pace', 'double precision').execute()
    await asset().addColumn('settings', 'text').execute()
    await asset().addColumn('model_version', 'integer').execute()
    await sql`update asset set model_version =
      (select max(version) from model where model.asset_key = asset.key and model.state = 'promoted')`.execute(db)
    await db.schema
      .createTable('asset_state')
      .addColumn('asset_key', 'integer', (column) => column.primaryKey().references('asset.key'))
      .addColumn('run_key', 'integer', (column) => column.notNull().references('run.key').onDelete('cascade'))
      .addColumn('condition', 'text', (column) => column.notNull())
      .addColumn('health', 'double precision')
      .addColumn('as_of', 'double precision', (column) => column.notNull())
      .addColumn('since', 'double precision', (column) => column.notNull())
      .addColumn('headline', 'text', (column) => column.notNull())
      .execute()
    await sql`insert into asset_state (asset_key, run_key, condition, health, as_of, since, headline)
      select asset_key, key, zone, health, source_end, coalesce(
        (select min(episode.start) from episode where episode.run_key = run.key and episode.ongoing = 1), source_end), ''
      from (select run.*, row_number() over (partition by asset_key order by source_end desc, created_at desc, key desc) as recency
        from run where source_end is not null) run
      where recency = 1`.execute(db)
  },
}
