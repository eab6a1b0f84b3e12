// What the training rows say of false alarms. Runs saved before have NULL: it was not measured.

import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const falseAlarmColumns = ['budget', 'months', 'alarms', 'rate', 'low', 'high'] as const

export const falseAlarms: Migration = {
  async up(db: Kysely<unknown>) {
    for (const column of falseAlarmColumns) await db.schema.alterTable('run').addColumn(`false_alarms_${column}`, 'double precision').execute()
  },
}
