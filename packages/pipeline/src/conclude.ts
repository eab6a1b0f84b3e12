// From scores to a result: what a run and the scoring of new rows have in common.

import type { AssetModel, Notice, RunResult, Trail } from '@acm/contract'
import type { Columns } from './columns.ts'
import { rulesOf } from './learn.ts'
import type { Phase } from './pace.ts'
import type { Judgement } from './phases/judge/blame.ts'
import type { Followed } from './phases/judge/follow.ts'
import { health as healthOf, zoneOf } from './phases/judge/health.ts'
import { unknownStates } from './phases/judge/novelty.ts'
import { type Excursion, type Excursions, excursions } from './phases/learn/excursions.ts'
import type { Table } from './phases/prepare/contract.ts'
import { UNKNOWN_KIND } from './phases/prepare/state-names.ts'
import { conditionOf, toldEpisodes } from './phases/tell/condition.ts'
import { explain } from './phases/tell/explain.ts'
import { outlookOf } from './phases/tell/outlook.ts'
import { heed } from './phases/tell/statements.ts'
import { observedOnly, together, watchOver } from './phases/tell/watching.ts'
import { assemble, type Findings, inRows } from './result.ts'
import type { RunInput } from './run-input.ts'
import { method } from './settings.ts'

export interface JudgedRows {
  readonly statements: RunInput['statements'] | undefined
  readonly foretold: RunInput['foretold'] | undefined
  readonly model: AssetModel
  readonly table: Table
  /** The sensors that take part, as they were measured. */
  readonly measured: Columns
  /** Those that never moved in training and are watched for it, all rows of the table; missing in rows that were told of before. */
  readonly constants: Columns
  readonly followed: Followed
  readonly judgements: readonly Judgement[]
  /** Operating state of each row. */
  readonly states: Uint8Array
  /** The first judged row; rows before it were trained on. */
  readonly judgedFrom: number
  /** The first row to be told of; judged rows before it were told of before. */
  readonly from: number
  readonly ongoingSince?: number | undefined
  readonly before?: Trail | undefined
  readonly input: Findings['input']
  readonly setAside: Findings['setAside']
}

/** What came out on the way, of which the caller may have something to say before and after the rest. */
export interface Found {
  readonly fused: Float64Array
  readonly unknown: Uint8Array
  readonly unknownEpisodes: readonly Excursion[]
}
export type Remarks = (found: Found) => { readonly first: readonly Notice[]; readonly last: readonly Notice[] }

/** Episodes that reach the rows to be told of. */
const reaching = ({ list, anomaly }: Excursions, from: number): Excursions => ({ list: list.filter(({ end }) => end > from), anomaly })

export async function conclude(rows: JudgedRows, phase: Phase, remarks: Remarks): Promise<{ result: RunResult; trail: Trail }> {
  const { model, table, followed, judgements, states, judgedFrom, from } = rows
  const { settings, threshold } = model
  const fused = inRows(states.length, judgements, ({ watched }) => watched.fused)
  const unknown = await phase('novelty', () => unknownStates(rows.measured, model.ranges, judgedFrom))
  const kinds = states.map((state, row) => state + UNKNOWN_KIND * unknown[row])
  const { measured, constants, statements = [], before } = rows
  const { sensors, cadence } = model
  const { time } = table
  const watching = { model, x: measured, time, sensors, constants, unknown, from, judgedFrom, before: before?.watching }
  const watched = await phase('silence', () => watchOver(watching))
  const found = await phase('episodes', () => observedOnly(reaching(excursions(fused, threshold, kinds, judgedFrom), from), watched))

  const { asset, seed } = settings
  const { faces, unlike, healthy } = model
  const { weights } = rulesOf(settings)
  const { x } = followed
  const { foretold, ongoingSince } = rows
  const known = { asset, sensors, ranges: model.ranges, faces, threshold, cadence, weights }
  const told = { time, x, judgements, kinds, fused, excursions: found, troubles: before?.troubles, ongoingSince }
  const explained = await phase('explain', () => explain({ ...known, ...told }))
  const all = together(explained.episodes, found, watched.episodes, time)
  const heeded = heed(all.episodes, all.excursions, statements)
  const { anomaly } = heeded.excursions
  const { silent, observed, dark, darkSince } = watched
  const healthBy = (flags: Uint8Array): Float64Array =>
    healthOf(fused, threshold, flags, judgedFrom).map((value, row) => (observed[row] && !dark[row] ? value : Number.NaN))
  const health = await phase('health', () => healthBy(anomaly))
  // What is lost, and where it goes, is of the scores.
  const healthOfScores = watched.episodes.length > 0 ? healthBy(anomaly.map((flag, row) => flag & found.anomaly[row])) : health
  const seen = toldEpisodes(before?.watching?.told ?? [], heeded.episodes)
  const condition = conditionOf({
    sensors: sensors.length,
    silent,
    darkSince,
    episodes: heeded.episodes,
    told: seen,
    statements,
    zone: zoneOf(health.findLast((value) => !Number.isNaN(value)) ?? 0),
    doing: '',
    merge: method.mergeRows * cadence,
  })
  const heard = condition.state === 'not-observed' ? 0 : 1 - silent.length / sensors.length
  const ongoing = condition.state === 'alarm'
  const toldFrom = Math.max(from, judgedFrom)
  const { outlook, trail } = await phase('outlook', () =>
    outlookOf({
      faces,
      sensors,
      weights,
      healthy,
      unlike,
      seed,
      judgements,
      time,
      fused,
      anomaly,
      health: healthOfScores,
      from: toldFrom,
      ongoing,
      unknown,
      heard,
      before,
      foretold,
    }),
  )
  const { first, last } = remarks({ fused, unknown, unknownEpisodes: explained.unknown })
  const notices = [...first, ...followed.notices, ...table.notices, ...heeded.notices, ...last]
  const { episodes } = heeded
  const { troubles } = explained
  const signals = [...explained.signals, ...watched.signals]
  const { input, setAside } = rows
  const findings = {
    input,
    table,
    setAside,
    from,
    judgedFrom,
    x,
    judgements,
    weights,
    fused,
    anomaly,
    health,
    condition,
    outlook,
    episodes,
    signals,
    notices,
    kinds,
  }
  return {
    result: await phase('result', () => assemble(model, findings)),
    trail: { ...trail, troubles, watching: { ...watched.carried, told: seen } },
  }
}
