// Episodes belong to the asset: one trouble is one row, however many runs tell of it. `number` counts within the asset by first sight and
// never changes, nor does the start, which is part of the id; the rest is as the run with the latest rows told it, `told_until` its last
// row. `alarm` is the state of its alarm in the words of ISA-18.2. `culprits` is a JSON list, null for NaN.
// `statement.episode_id` names one by its id. What each run told stays beside it, in `told_episode` and `told_culprit`, which were `episode` and `culprit` until now.

import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { ColumnTypes } from '../schema.ts'

const PAGE = 500

export const episodes = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('episode').renameTo('told_episode').execute()
    await db.schema.alterTable('culprit').renameTo('told_culprit').execute()
    await db.schema
      .createTable('episode')
      .addColumn('key', 'integer', types.key)
      .addColumn('asset_key', 'integer', (column) => column.notNull().references('asset.key'))
      .addColumn('number', 'integer', (column) => column.notNull())
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
      .addColumn('state', 'integer')
      .addColumn('recurs_id', 'text')
      .addColumn('recurs_start', 'double precision')
      .addColumn('culprits', 'text', (column) => column.notNull())
      .addColumn('told_until', 'double precision', (column) => column.notNull())
      .addColumn('alarm', 'text', (column) => column.notNull().defaultTo('unacknowledged'))
      .addUniqueConstraint('episode_id', ['asset_key', 'id'])
      .addUniqueConstraint('episode_number', ['asset_key', 'number'])
      .execute()
    await db.schema
      .alterTable('told_episode')
      .addColumn('episode_key', 'integer', (column) => column.references('episode.key'))
      .execute()
    await gather(db)
    await sql`update told_episode set episode_key = (select episode.key from episode
      join run on run.asset_key = episode.asset_key where run.key = told_episode.run_key and episode.id = told_episode.id)`.execute(db)
    await db.schema.createIndex('told_episode_of').on('told_episode').column('episode_key').execute()
    await fillCulprits(db)
  },
})

const columns = sql.raw('start, "end", ongoing, rows, peak, peak_time, severity, severity_reason, direction, state, recurs_id, recurs_start')

/** Of every id the telling of the run with the latest rows, numbered by the first telling. */
async function gather(db: Kysely<unknown>): Promise<void> {
  await sql`insert into episode (asset_key, number, id, ${columns}, culprits, told_until)
    select asset_key, row_number() over (partition by asset_key order by first_at, first_key, first_position), id, ${columns}, '[]', told_until
    from (
      select told.*,
        first_value(created_at) over earliest as first_at, first_value(run_key) over earliest as first_key,
        first_value(position) over earliest as first_position,
        row_number() over (partition by asset_key, id order by told_until desc, created_at desc, run_key desc, position desc) as recency
      from (
        select told_episode.*, run.asset_key, run.created_at, coalesce(run.source_end, told_episode."end") as told_until
        from told_episode join run on run.key = told_episode.run_key
      ) told
      window earliest as (partition by asset_key, id order by created_at, run_key, position)
    ) latest
    where recency = 1
    order by asset_key, first_at, first_key, first_position`.execute(db)
}

interface Blamed {
  key: number
  run_key: number
  position: number
}

interface Culprit {
  sensor: string
  share: number | null
  deviation: number | null
  expected: number | null
  observed: number | null
}

/** Page by page: there may be more than memory holds. */
async function fillCulprits(db: Kysely<unknown>): Promise<void> {
  for (let after = -1; ; ) {
    const { rows } = await sql<Blamed>`select key, run_key, position from (
        select episode.key, told.run_key, told.position,
          row_number() over (partition by episode.key order by run.source_end desc, run.created_at desc, run.key desc, told.position desc) as recency
        from (select key from episode where key > ${after} order by key limit ${PAGE}) page
        join episode on episode.key = page.key
        join told_episode told on told.episode_key = episode.key
        join run on run.key = told.run_key
      ) latest where recency = 1 order by key`.execute(db)
    for (const { key, run_key, position } of rows) {
      const told = await sql<Culprit>`select sensor, share, deviation, expected, observed from told_culprit
        where run_key = ${run_key} and episode_position = ${position} order by position`.execute(db)
      await sql`update episode set culprits = ${JSON.stringify(told.rows)} where key = ${key}`.execute(db)
    }
    const last = rows.at(-1)
    if (!last) return
    after = last.key
  }
}
