// From scores to a result: what a run and the scoring of new rows have in common.

import type { AssetModel, Notice, RunResult, Trail } from '@acm/contract'
import type { Columns } from './columns.ts'
import { rulesOf } from './learn.ts'
import type { Phase } from './pace.ts'
import type { Judgement } from './phases/judge/blame.ts'
import type { Followed } from './phases/judge/follow.ts'
import { health as healthOf } from './phases/judge/health.ts'
import { unknownStates } from './phases/judge/novelty.ts'
import { type Excursion, type Excursions, excursions } from './phases/learn/excursions.ts'
import type { Table } from './phases/prepare/contract.ts'
import { UNKNOWN_KIND } from './phases/prepare/state-names.ts'
import { explain } from './phases/tell/explain.ts'
import { outlookOf } from './phases/tell/outlook.ts'
import { heed } from './phases/tell/statements.ts'
import { assemble, type Findings, inRows } from './result.ts'
import type { RunInput } from './run-input.ts'

export interface JudgedRows {
  readonly statements: RunInput['statements'] | undefined
  readonly foretold: RunInput['foretold'] | undefined
  readonly model: AssetModel
  readonly table: Table
  /** The sensors that take part, as they were measured. */
  readonly measured: Columns
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
  const found = await phase('episodes', () => reaching(excursions(fused, threshold, kinds, judgedFrom), from))

  const { asset, seed } = settings
  const { sensors, faces, cadence, unlike, healthy } = model
  const { weights } = rulesOf(settings)
  const { time } = table
  const { x } = followed
  const { before, foretold, ongoingSince } = rows
  const known = { asset, sensors, ranges: model.ranges, faces, threshold, cadence, weights }
  const told = { time, x, judgements, kinds, fused, excursions: found, troubles: before?.troubles, ongoingSince }
  const explained = await phase('explain', () => explain({ ...known, ...told }))
  const heeded = heed(explained.episodes, found, rows.statements ?? [])
  const { anomaly } = heeded.excursions
  const health = await phase('health', () => healthOf(fused, threshold, anomaly, judgedFrom))
  const ongoing = heeded.episodes.some((episode) => episode.ongoing)
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
      health,
      from: toldFrom,
      ongoing,
      unknown,
      before,
      foretold,
    }),
  )
  const { first, last } = remarks({ fused, unknown, unknownEpisodes: explained.unknown })
  const notices = [...first, ...followed.notices, ...table.notices, ...heeded.notices, ...last]
  const { episodes } = heeded
  const { signals, troubles } = explained
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
    outlook,
    episodes,
    signals,
    notices,
    kinds,
  }
  return { result: await phase('result', () => assemble(model, findings)), trail: { ...trail, troubles } }
}
