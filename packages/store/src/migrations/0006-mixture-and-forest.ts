// Gaussian mixture and isolation forest join the detectors. Runs saved before have NULL there, as for any detector that did not take part.

import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const mixtureAndForest: Migration = {
  async up(db: Kysely<unknown>) {
    for (const name of ['gmm_z', 'iforest_z']) await db.schema.alterTable('score').addColumn(name, 'double precision').execute()
  },
}
