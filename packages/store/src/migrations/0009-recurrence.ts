// The episode that an episode's trouble began with. NULL for one out of nowhere, and in runs saved before.

import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const recurrence: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('episode').addColumn('recurs_id', 'text').execute()
    await db.schema.alterTable('episode').addColumn('recurs_start', 'double precision').execute()
  },
}
