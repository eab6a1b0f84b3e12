// Saving, listing and loading runs in the SQL that every dialect shares.

import type { EarlierStates, Episode, Foretellings, OperatingStates, RunResult, Statement, Zone } from '@acm/contract'
import { type ExpressionBuilder, type Kysely, sql, type Transaction } from 'kysely'
import { keyOfAsset } from './assets.ts'
import { loadForecasts, saveForecasts } from './forecasts.ts'
import { insertParts } from './insert-parts.ts'
import {
  addModel,
  changeModel,
  findContext,
  findModel,
  listModels,
  type ModelChoice,
  type ModelRecord,
  type NewModel,
  type StoredContext,
  saveContext,
} from './models.ts'
import { runIdOf } from './run-id.ts'
import { episode, runResult, type StoredParts } from './run-result.ts'
import { partRows, requireEqualLengths, runRow } from './run-rows.ts'
import type { ModelState, PartTables, Tables } from './schema.ts'
import { addStatement, endStatement, listStatements, type NewStatement, undoStatement } from './statements.ts'
import type { Capabilities, RunSummary, SavedRun, Store } from './store.ts'

/** What a dialect brings. Its statements must see what was committed before them, and those of a `repeatable read` transaction one snapshot. */
export interface Backing {
  readonly database: Kysely<Tables>
  readonly capabilities: Capabilities
  /** The `Problem` that an error of the database stands for; an error that is not the database's comes back as it is. */
  readonly explain: (error: unknown) => unknown
  /** Is it an error that rolled the transaction back for another's sake? Then it is done again. */
  readonly isTransient: (error: unknown) => boolean
  readonly close: () => Promise<void>
}

const ATTEMPTS = 5

export class KyselyStore implements Store {
  readonly #backing: Backing

  constructor(backing: Backing) {
    this.#backing = backing
  }

  get capabilities(): Capabilities {
    return this.#backing.capabilities
  }

  async saveRun(result: RunResult): Promise<SavedRun> {
    requireEqualLengths(result)
    return this.#written((transaction) => replaceRun(transaction, result, Date.now()))
  }

  async lastRun(asset: string): Promise<RunSummary | undefined> {
    return this.#explained((database) =>
      summaries(database)
        .innerJoin('latest_run', 'latest_run.run_key', 'run.key')
        .where('asset.name', '=', asset)
        .executeTakeFirst()
        .then((row) => row && summary(row)),
    )
  }

  async listRuns(asset?: string): Promise<RunSummary[]> {
    return this.#explained(async (database) => {
      const all = summaries(database).orderBy('run.created_at', 'desc').orderBy('run.key', 'desc')
      const rows = await (asset === undefined ? all : all.where('asset.name', '=', asset)).execute()
      return rows.map(summary)
    })
  }

  async episodes(asset: string): Promise<Episode[]> {
    return this.#explained((database) => loadEpisodes(database, asset))
  }

  async run(runId: string): Promise<RunResult | undefined> {
    return this.#explained((database) =>
      database
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute((transaction) => loadRun(transaction, runId)),
    )
  }

  async saveScored(result: RunResult, context: StoredContext): Promise<SavedRun> {
    requireEqualLengths(result)
    return this.#written(async (transaction) => {
      await saveContext(transaction, result.asset, context)
      return replaceRun(transaction, result, Date.now())
    })
  }

  async saveModel(model: NewModel, context?: StoredContext): Promise<number> {
    return this.#written(async (transaction) => {
      if (context) await saveContext(transaction, model.asset, context)
      return addModel(transaction, model, Date.now())
    })
  }

  async listModels(asset?: string): Promise<ModelRecord[]> {
    return this.#explained((database) => listModels(database, asset))
  }

  async model(choice: ModelChoice): Promise<(ModelRecord & { body: string }) | undefined> {
    return this.#explained((database) => findModel(database, choice))
  }

  async changeModel(choice: Required<ModelChoice>, state: ModelState, reason: string): Promise<boolean> {
    return this.#written((transaction) => changeModel(transaction, choice, state, reason))
  }

  async context(asset: string): Promise<StoredContext | undefined> {
    return this.#explained((database) => findContext(database, asset))
  }

  async earlierStates(asset: string): Promise<EarlierStates | undefined> {
    return this.#explained((database) => loadStates(database, asset))
  }

  async forecasts(asset: string, from: number, until: number): Promise<Foretellings> {
    return this.#explained((database) => loadForecasts(database, asset, from, until))
  }

  async say(statement: NewStatement): Promise<number> {
    return this.#written((transaction) => addStatement(transaction, statement, Date.now()))
  }

  async statements(asset?: string): Promise<Statement[]> {
    return this.#explained((database) => listStatements(database, asset))
  }

  async undo(id: number, who: string): Promise<boolean> {
    return this.#written((transaction) => undoStatement(transaction, id, who, Date.now()))
  }

  async end(id: number, at: number): Promise<boolean> {
    return this.#written((transaction) => endStatement(transaction, id, at))
  }

  async close(): Promise<void> {
    await this.#explained(() => this.#backing.close())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** All of the work, or none of it. */
  async #written<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#explained(async (database) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await database.transaction().execute(work)
        } catch (error) {
          if (attempt === ATTEMPTS || !this.#backing.isTransient(error)) throw error
        }
      }
    })
  }

  async #explained<T>(work: (database: Kysely<Tables>) => Promise<T>): Promise<T> {
    try {
      return await work(this.#backing.database)
    } catch (error) {
      throw this.#backing.explain(error)
    }
  }
}

/** The rows of an identical run before are taken out first; its key and time of creation stay. */
async function replaceRun(transaction: Transaction<Tables>, result: RunResult, now: number): Promise<SavedRun> {
  const runId = runIdOf(result)
  const assetKey = await keyOfAsset(transaction, result.asset)
  const earlier = await transaction.selectFrom('run').select(['key', 'created_at']).where('id', '=', runId).executeTakeFirst()
  if (earlier) await transaction.deleteFrom('run').where('key', '=', earlier.key).execute()
  const run = { ...runRow(result, assetKey, earlier?.created_at ?? now), ...(earlier && { key: earlier.key }) }
  const { key } = await transaction.insertInto('run').values(run).returning('key').executeTakeFirstOrThrow()
  await insertParts(transaction, partRows(result, key))
  await saveForecasts(transaction, assetKey, result)
  await transaction
    .insertInto('latest_run')
    .values({ asset_key: assetKey, run_key: key })
    .onConflict((conflict) => conflict.column('asset_key').doUpdateSet({ run_key: key }))
    .execute()
  return { runId, replaced: earlier !== undefined }
}

function summaries(database: Kysely<Tables>) {
  return database
    .selectFrom('run')
    .innerJoin('asset', 'asset.key', 'run.asset_key')
    .select(['run.id', 'asset.name', 'run.created_at', 'run.source_start', 'run.source_end', 'run.source_rows'])
    .select(['run.health', 'run.zone', 'run.result_hash', episodeCount])
}

const episodeCount = (query: ExpressionBuilder<Tables, 'run'>) =>
  query.selectFrom('episode').whereRef('episode.run_key', '=', 'run.key').select(sql<number>`count(*)`.as('count')).as('episodes')

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>['executeTakeFirstOrThrow']>>

function summary(row: SummaryRow): RunSummary {
  return {
    runId: row.id,
    asset: row.name,
    createdAt: row.created_at,
    start: row.source_start ?? Number.NaN,
    end: row.source_end ?? Number.NaN,
    rows: row.source_rows,
    health: row.health ?? Number.NaN,
    zone: row.zone as Zone,
    episodes: Number(row.episodes),
    resultHash: row.result_hash,
  }
}

async function loadRun(transaction: Transaction<Tables>, runId: string): Promise<RunResult | undefined> {
  const run = await transaction
    .selectFrom('run')
    .innerJoin('asset', 'asset.key', 'run.asset_key')
    .selectAll('run')
    .select('asset.name as asset')
    .where('run.id', '=', runId)
    .executeTakeFirst()
  return run && runResult(run, await loadParts(transaction, run.key))
}

async function loadEpisodes(database: Kysely<Tables>, asset: string): Promise<Episode[]> {
  const of = <T extends 'episode' | 'culprit'>(table: T) =>
    database
      .selectFrom<'episode' | 'culprit'>(table)
      .innerJoin('run', 'run.key', `${table}.run_key`)
      .innerJoin('asset', 'asset.key', 'run.asset_key')
      .selectAll(table)
      .where('asset.name', '=', asset)
      .orderBy('run.created_at')
      .orderBy('position')
      .execute() as unknown as Promise<StoredParts[T]>
  const [episodes, culprits] = [await of('episode'), await of('culprit')]
  const told = episodes.map((row) =>
    episode(
      row,
      culprits.filter(({ run_key }) => run_key === row.run_key),
    ),
  )
  return [...new Map(told.map((one) => [one.id, one])).values()]
}

async function loadStates(database: Kysely<Tables>, asset: string): Promise<EarlierStates | undefined> {
  const row = await database
    .selectFrom('run')
    .innerJoin('latest_run', 'latest_run.run_key', 'run.key')
    .innerJoin('asset', 'asset.key', 'run.asset_key')
    .where('asset.name', '=', asset)
    .select('run.states')
    .executeTakeFirst()
  if (!row?.states) return undefined
  const { list, voters } = JSON.parse(row.states) as OperatingStates
  return { numbers: list.map(({ number }) => number), voters }
}

async function loadParts(transaction: Transaction<Tables>, runKey: number): Promise<StoredParts> {
  const part = <T extends keyof PartTables>(table: T) =>
    transaction.selectFrom<keyof PartTables>(table).selectAll().where('run_key', '=', runKey).orderBy('position').execute() as Promise<StoredParts[T]>
  return {
    source_file: await part('source_file'),
    set_aside: await part('set_aside'),
    rejected_row: await part('rejected_row'),
    sensor: await part('sensor'),
    detector: await part('detector'),
    score: await part('score'),
    episode: await part('episode'),
    culprit: await part('culprit'),
    signal: await part('signal'),
    notice: await part('notice'),
  }
}
