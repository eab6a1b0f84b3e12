// How an asset stands is of the asset, no longer of its last row's health alone, and episodes are of kinds.
//
// `run.condition` is JSON, NULL in runs saved before it was worked out; where it is not-observed, `health` is NULL and `zone` empty.
// `asset_state.condition` is now its state, with the zone beside it; what was known by the zone becomes normal or alarm. `kind` is NULL for an
// alarm as told before there were others; `moved_from` and `moved_to` are the values of a sensor that left its only one.

import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const condition: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('run').addColumn('condition', 'text').execute()
    await db.schema.alterTable('asset_state').addColumn('zone', 'text').execute()
    await sql`update asset_state set zone = condition`.execute(db)
    await sql`update asset_state set condition = case when zone = 'healthy' then 'normal' else 'alarm' end`.execute(db)
    for (const table of ['told_episode', 'episode']) {
      await db.schema.alterTable(table).addColumn('kind', 'text').execute()
      await db.schema.alterTable(table).addColumn('moved_from', 'double precision').execute()
      await db.schema.alterTable(table).addColumn('moved_to', 'double precision').execute()
    }
  },
}
