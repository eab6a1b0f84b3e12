// Where finished runs are kept.
//
// The pipeline computes a `RunResult` and writes nothing; whoever composed the run hands the result to a `Store`, which
// keeps it whole or not at all: one transaction a run, so that a process killed at any point leaves a database that
// opens and holds complete runs only.
//
// A run is identified by what was computed, not by when. Its id is a SHA-256 over the asset, the result hash and the
// settings (`run-id.ts`), so analysing the same file with the same settings twice meets its own earlier rows, takes
// their place and leaves the tables equal, `created_at` included. How long the phases took is not part of a result
// and is not stored.
//
//   store.ts          this interface               open.ts        `openStore`
//   schema.ts         the tables as types            migrations/   the tables as SQL, one numbered step a change
//   run-rows.ts       RunResult -> rows              run-result.ts rows -> RunResult
//   runs.ts tracks.ts episodes.ts asset-states.ts contexts.ts models.ts statements.ts forecasts.ts assets.ts   a subject each
//   kysely-store.ts   all of them as a Store, in the SQL that every dialect shares
//   migrate.ts        pending steps, one transaction under a lock
//   sqlite/ postgres/ what only one dialect needs: driver, opening and recognising a place, error codes
//
// Many may write at once. Whatever changes an asset locks the asset's row first (`assets.ts`), so that writers of one asset come one
// after the other and those of others are not held up; no table is ever locked. SQLite has one writer at a time anyway.
// What dialects cannot promise alike is written down as `Capabilities`, for a caller to ask instead of to guess.

import type { ConditionState, EarlierStates, Foretellings, RunResult, Statement, Zone } from '@acm/contract'
import type { AssetState } from './asset-states.ts'
import type { AssetChange, AssetRecord } from './assets.ts'
import type { StoredContext } from './contexts.ts'
import type { AssetEpisode } from './episodes.ts'
import type { ModelChoice, ModelRecord, NewModel } from './models.ts'
import type { ModelState } from './schema.ts'
import type { NewStatement } from './statements.ts'

export interface Capabilities {
  readonly dialect: 'sqlite' | 'postgres'
  /** A saved run outlives the process. */
  readonly durable: boolean
  /** Several processes may save at the same moment; where false they queue for the write lock, at most `busyTimeoutMs`. */
  readonly concurrentWriters: boolean
  /** Processes on several machines may share the store. */
  readonly networked: boolean
}

export interface SavedRun {
  /** 64 hexadecimal digits. */
  readonly runId: string
  /** The same run was there before: its rows were replaced by equal ones. */
  readonly replaced: boolean
}

export interface RunSummary {
  readonly runId: string
  readonly asset: string
  /** Milliseconds since 1970-01-01 UTC at which the run was first saved. */
  readonly createdAt: number
  /** First and last time of the source, in milliseconds as in `RunResult.source`. */
  readonly start: number
  readonly end: number
  readonly rows: number
  /** NaN where nothing was observed at the last row; its zone is then absent. */
  readonly health: number
  readonly zone?: Zone
  /** Absent in runs saved before it was worked out. */
  readonly condition?: ConditionState
  readonly episodes: number
  readonly resultHash: string
}

/** Every method raises `Problem` when the database cannot do it; a failed `saveRun` leaves what was there before. */
export interface Store extends AsyncDisposable {
  readonly capabilities: Capabilities

  /**
   * Saves a run whole, or not at all, and with it the asset's episodes and how it stands; `headline` is the one sentence on that.
   * A missing number (NaN) comes back as NaN; the sign of zero is kept in series and signals alone.
   * @throws RangeError before anything is written, when the arrays of `result` differ in length
   */
  saveRun(result: RunResult, headline?: string): Promise<SavedRun>

  /** The run saved last for this asset, an identical rerun counting anew; undefined when there is none. */
  lastRun(asset: string): Promise<RunSummary | undefined>

  /** Runs of one asset, or of all, the one first saved last at the top. */
  listRuns(asset?: string): Promise<RunSummary[]>

  /** Episodes that any run of an asset told of, by number; each as the run with the latest rows told it. */
  episodes(asset: string): Promise<AssetEpisode[]>

  /** How every asset that was judged stands, by name. One query. */
  assetStates(): Promise<AssetState[]>

  /** How one asset stands; undefined where it was never judged. */
  assetState(asset: string): Promise<AssetState | undefined>

  /** All assets, by name. */
  assets(): Promise<AssetRecord[]>

  /** Changes what is known of an asset beside its runs; one that is new is made. */
  changeAsset(asset: string, change: AssetChange): Promise<void>

  /** The whole result as it was saved, enough to make its report again; undefined when there is no such run. */
  run(runId: string): Promise<RunResult | undefined>

  /** Saves a run that a stored model scored, and the rows that the next one looks back on, together. */
  saveScored(result: RunResult, context: StoredContext, headline?: string): Promise<SavedRun>

  /** Adds a model as the asset's next version, and the rows that its first scoring looks back on; gives the version. A promoted one retires the one before. */
  saveModel(model: NewModel, context?: StoredContext): Promise<number>

  /** Versions of one asset, or of all, the newest of each first. */
  listModels(asset?: string): Promise<ModelRecord[]>

  /** One version, or the promoted one, with its body; undefined where there is none. */
  model(choice: ModelChoice): Promise<(ModelRecord & { body: string }) | undefined>

  /** Gives a version another state, with the reason; false where there is no such version. */
  changeModel(choice: Required<ModelChoice>, state: ModelState, reason: string): Promise<boolean>

  /** The last rows of an asset that were trained on or scored. */
  context(asset: string): Promise<StoredContext | undefined>

  /** How the asset's last run that kept its operating states told them; undefined where there is none. */
  earlierStates(asset: string): Promise<EarlierStates | undefined>

  /** What earlier runs of an asset foretold of health from `from` to `until` (milliseconds), and how their other forecasts fared. */
  forecasts(asset: string, from: number, until: number): Promise<Foretellings>

  /** Adds what a person said; gives its number. */
  say(statement: NewStatement): Promise<number>

  /** What was said about one asset, or all, the oldest first, what was taken back too. */
  statements(asset?: string): Promise<Statement[]>

  /** Takes a statement back; false where there is none of this number, or it was taken back before. */
  undo(id: number, who: string): Promise<boolean>

  /** Ends at a time what is valid until later; false where there is none of this number. */
  end(id: number, at: number): Promise<boolean>

  /** Closes the database. Closing twice is harmless; `await using` closes too. */
  close(): Promise<void>
}
