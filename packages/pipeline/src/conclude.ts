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

export interface JudgedRows extends Pick<RunInput, 'statements' | 'foretold'> {
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

  const common = { ...model, ...rows, ...rulesOf(settings), x: followed.x, fused, kinds, time: table.time }
  const explained = await phase('explain', () => explain({ ...common, asset: settings.asset, excursions: found }))
  const heeded = heed(explained.episodes, found, rows.statements ?? [])
  const { anomaly } = heeded.excursions
  const health = await phase('health', () => healthOf(fused, threshold, anomaly, judgedFrom))
  const ongoing = heeded.episodes.some((episode) => episode.ongoing)
  const toldFrom = Math.max(from, judgedFrom)
  const { outlook, trail } = await phase('outlook', () =>
    outlookOf({ ...common, anomaly, health, from: toldFrom, ongoing, unknown, seed: settings.seed }),
  )
  const { first, last } = remarks({ fused, unknown, unknownEpisodes: explained.unknown })
  const notices = [...first, ...followed.notices, ...table.notices, ...heeded.notices, ...last]
  const { rows: trained, start, end } = model.trainedOn
  const findings = { ...common, ...explained, train: { rows: trained, start, end }, episodes: heeded.episodes, outlook, anomaly, health, notices }
  return { result: await phase('result', () => assemble(findings)), trail: { ...trail, troubles: explained.troubles } }
}
