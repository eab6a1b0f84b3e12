// Operating states: `run.states` as JSON, of each row and each episode its state's number. Runs saved before have NULL.

import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const states: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('run').addColumn('states', 'text').execute()
    for (const table of ['score', 'episode']) await db.schema.alterTable(table).addColumn('state', 'integer').execute()
  },
}
