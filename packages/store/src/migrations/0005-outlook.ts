// Lost points, confidence, drift and forecast of a run, as JSON: they are read whole and never searched. Runs saved before have NULL.

import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const outlook: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('run').addColumn('outlook', 'text').execute()
  },
}
