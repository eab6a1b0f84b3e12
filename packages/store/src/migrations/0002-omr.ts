// The overall model residual joins the detectors. Runs saved before have NULL there, as for any detector that did not take part.

import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const omr: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('score').addColumn('omr_z', 'double precision').execute()
  },
}
