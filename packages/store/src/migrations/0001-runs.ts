// Assets, runs and everything a run found.
//
// Times are milliseconds since 1970-01-01 as double precision (a sensor may be sampled faster than once a millisecond);
// they are wall-clock times where `run.source_zoned` is 0. Flags are 0 and 1. NULL in a numeric column is NaN.
// Parts of a run are keyed by (run_key, position): position is the place in the result's list, from 0, and for `score`
// the row. Time is no key there: a separate training file may overlap the scored one.

import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { ColumnTypes } from '../schema.ts'

type Schema = Kysely<unknown>['schema']

export const runs = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await createAssetsAndRuns(db.schema, types)
    await createSource(db.schema)
    await createScores(db.schema)
    await createFindings(db.schema, types)
  },
})

async function createAssetsAndRuns(schema: Schema, types: ColumnTypes): Promise<void> {
  await schema
    .createTable('asset')
    .addColumn('key', 'integer', types.key)
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .execute()
  await schema
    .createTable('run')
    .addColumn('key', 'integer', types.key)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('asset_key', 'integer', (column) => column.notNull().references('asset.key'))
    .addColumn('created_at', 'double precision', (column) => column.notNull())
    .addColumn('schema_version', 'integer', (column) => column.notNull())
    .addColumn('result_hash', 'text', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('source_rows', 'integer', (column) => column.notNull())
    .addColumn('source_sensors', 'integer', (column) => column.notNull())
    .addColumn('source_start', 'double precision')
    .addColumn('source_end', 'double precision')
    .addColumn('source_zoned', 'integer', (column) => column.notNull())
    .addColumn('source_cadence_seconds', 'double precision')
    .addColumn('source_rejected_rows', 'integer', (column) => column.notNull())
    .addColumn('source_duplicate_rows', 'integer', (column) => column.notNull())
    .addColumn('train_rows', 'integer', (column) => column.notNull())
    .addColumn('train_start', 'double precision')
    .addColumn('train_end', 'double precision')
    .addColumn('threshold', 'double precision')
    .addColumn('health', 'double precision')
    .addColumn('zone', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('run_of_asset').on('run').columns(['asset_key', 'created_at']).execute()
  // Apart from `run`, so that saving a run again makes it the latest and still leaves its row as it was.
  await schema
    .createTable('latest_run')
    .addColumn('asset_key', 'integer', (column) => column.primaryKey().references('asset.key'))
    .addColumn('run_key', 'integer', (column) => column.notNull().unique().references('run.key').onDelete('cascade'))
    .execute()
}

async function createSource(schema: Schema): Promise<void> {
  await createPart(schema, 'source_file')
    .addColumn('path', 'text', (column) => column.notNull())
    .execute()
  await createPart(schema, 'set_aside')
    .addColumn('sensor', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .execute()
  await createPart(schema, 'rejected_row')
    .addColumn('file', 'text', (column) => column.notNull())
    .addColumn('line', 'integer', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('cell', 'text', (column) => column.notNull())
    .execute()
  await createPart(schema, 'sensor')
    .addColumn('sensor', 'text', (column) => column.notNull())
    .addColumn('unit', 'text')
    .addColumn('description', 'text')
    .addColumn('grade', 'text', (column) => column.notNull())
    .addColumn('missing_share', 'double precision')
    .addColumn('longest_gap_seconds', 'double precision')
    .addColumn('longest_flat_seconds', 'double precision')
    .addColumn('center', 'double precision')
    .addColumn('scale', 'double precision')
    .execute()
}

async function createScores(schema: Schema): Promise<void> {
  await createPart(schema, 'detector')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('weight', 'double precision', (column) => column.notNull())
    .execute()
  await createPart(schema, 'score')
    .addColumn('time', 'double precision', (column) => column.notNull())
    .addColumn('split', 'integer', (column) => column.notNull())
    .addColumn('fused', 'double precision')
    .addColumn('anomaly', 'integer', (column) => column.notNull())
    .addColumn('health', 'double precision')
    .addColumn('ar1_z', 'double precision')
    .addColumn('pca_spe_z', 'double precision')
    .addColumn('pca_t2_z', 'double precision')
    .execute()
}

async function createFindings(schema: Schema, types: ColumnTypes): Promise<void> {
  await createPart(schema, 'episode')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('start', 'double precision', (column) => column.notNull())
    .addColumn('end', 'double precision', (column) => column.notNull())
    .addColumn('ongoing', 'integer', (column) => column.notNull())
    .addColumn('rows', 'integer', (column) => column.notNull())
    .addColumn('peak', 'double precision')
    .addColumn('peak_time', 'double precision', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('severity_reason', 'text', (column) => column.notNull())
    .addColumn('direction', 'text', (column) => column.notNull())
    .execute()
  await createCulprit(schema)
  // Evidence for the charts of a report, four arrays of little-endian doubles, one a row of `score`.
  await createPart(schema, 'signal')
    .addColumn('sensor', 'text', (column) => column.notNull())
    .addColumn('unit', 'text')
    .addColumn('observed', types.bytes, (column) => column.notNull())
    .addColumn('expected', types.bytes, (column) => column.notNull())
    .addColumn('low', types.bytes, (column) => column.notNull())
    .addColumn('high', types.bytes, (column) => column.notNull())
    .execute()
  await createPart(schema, 'notice')
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute()
}

async function createCulprit(schema: Schema): Promise<void> {
  await schema
    .createTable('culprit')
    .addColumn('run_key', 'integer', (column) => column.notNull())
    .addColumn('episode_position', 'integer', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('sensor', 'text', (column) => column.notNull())
    .addColumn('share', 'double precision')
    .addColumn('deviation', 'double precision')
    .addColumn('expected', 'double precision')
    .addColumn('observed', 'double precision')
    .addPrimaryKeyConstraint('culprit_key', ['run_key', 'episode_position', 'position'])
    .addForeignKeyConstraint('culprit_of_episode', ['run_key', 'episode_position'], 'episode', ['run_key', 'position'], (key) =>
      key.onDelete('cascade'),
    )
    .execute()
}

function createPart<Name extends string>(schema: Schema, name: Name): CreateTableBuilder<Name, 'run_key' | 'position'> {
  return schema
    .createTable(name)
    .addColumn('run_key', 'integer', (column) => column.notNull().references('run.key').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint(`${name}_key`, ['run_key', 'position'])
}
