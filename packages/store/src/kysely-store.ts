// The store, in the SQL that every dialect shares.

import { setTimeout } from 'node:timers/promises'
import type { EarlierStates, Foretellings, RunResult, Statement } from '@acm/contract'
import type { Kysely, Transaction } from 'kysely'
import { type AssetState, loadStates } from './asset-states.ts'
import { type AssetChange, type AssetRecord, changeAsset, listAssets } from './assets.ts'
import { findContext, type StoredContext, saveContext } from './contexts.ts'
import { type AssetEpisode, loadEpisodes } from './episodes.ts'
import { loadForecasts } from './forecasts.ts'
import { addModel, changeModel, findModel, listModels, type ModelChoice, type ModelRecord, type NewModel } from './models.ts'
import { requireEqualLengths } from './run-rows.ts'
import { loadEarlierStates, loadRun, saveRun, summaries, summary } from './runs.ts'
import type { ModelState, Tables } from './schema.ts'
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
const BACK_OFF_MS = 20

export class KyselyStore implements Store {
  readonly #backing: Backing

  constructor(backing: Backing) {
    this.#backing = backing
  }

  get capabilities(): Capabilities {
    return this.#backing.capabilities
  }

  async saveRun(result: RunResult, headline = ''): Promise<SavedRun> {
    requireEqualLengths(result)
    return this.#written((transaction) => saveRun(transaction, result, headline, Date.now()))
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

  async episodes(asset: string): Promise<AssetEpisode[]> {
    return this.#explained((database) => loadEpisodes(database, asset))
  }

  async run(runId: string): Promise<RunResult | undefined> {
    return this.#snapshot((transaction) => loadRun(transaction, runId))
  }

  async saveScored(result: RunResult, context: StoredContext, headline = ''): Promise<SavedRun> {
    requireEqualLengths(result)
    return this.#written(async (transaction) => {
      await saveContext(transaction, result.asset, context)
      return saveRun(transaction, result, headline, Date.now())
    })
  }

  async assetStates(): Promise<AssetState[]> {
    return this.#explained((database) => loadStates(database))
  }

  async assetState(asset: string): Promise<AssetState | undefined> {
    return this.#explained(async (database) => (await loadStates(database, asset))[0])
  }

  async assets(): Promise<AssetRecord[]> {
    return this.#explained((database) => listAssets(database))
  }

  async changeAsset(asset: string, change: AssetChange): Promise<void> {
    await this.#written((transaction) => changeAsset(transaction, asset, change))
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
    return this.#snapshot((transaction) => findContext(transaction, asset))
  }

  async earlierStates(asset: string): Promise<EarlierStates | undefined> {
    return this.#explained((database) => loadEarlierStates(database, asset))
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
          // At once it would often be in the other's way again.
          await setTimeout(BACK_OFF_MS * attempt)
        }
      }
    })
  }

  /** Of several statements all see the same. */
  async #snapshot<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#explained((database) => database.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work))
  }

  async #explained<T>(work: (database: Kysely<Tables>) => Promise<T>): Promise<T> {
    try {
      return await work(this.#backing.database)
    } catch (error) {
      throw this.#backing.explain(error)
    }
  }
}
