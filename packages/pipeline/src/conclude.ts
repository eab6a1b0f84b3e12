// From scores to a result: what a run and the scoring of new rows have in common.

import type { AssetModel, Episode, Notice, RunResult, ScoringTrail, StrandTrail, Trail } from '@acm/contract'
import { type Columns, column, joined, takeSpans } from './columns.ts'
import type { Phase } from './pace.ts'
import { episodesOf, type StrandEpisodes } from './phases/judge/episodes.ts'
import { signals } from './phases/judge/expectation.ts'
import type { Followed } from './phases/judge/follow.ts'
import { health as healthOf } from './phases/judge/health.ts'
import { below, type Judgement, type Past, type ScoredRows } from './phases/judge/score-rows.ts'
import type { Table } from './phases/prepare/contract.ts'
import { explain } from './phases/tell/explain.ts'
import { outlookOf } from './phases/tell/outlook.ts'
import { heed } from './phases/tell/statements.ts'
import { assemble, type Findings, inRows } from './result.ts'
import type { RunInput } from './run-input.ts'

export interface JudgedRows {
  readonly statements: RunInput['statements'] | undefined
  readonly foretold: RunInput['foretold'] | undefined
  readonly model: AssetModel
  /** Training rows, where there are any, above the judged ones; all columns that were given. */
  readonly table: Table
  /** The sensors that take part, as they were measured; all rows of the table. */
  readonly x: Columns
  /** The judged rows as they are judged, and their times. */
  readonly followed: Followed
  readonly time: Float64Array
  readonly scored: ScoredRows
  /** The training rows by models that never saw them; absent where none are told of. */
  readonly trained?: ScoredRows
  readonly past?: Past | undefined
  readonly before?: Trail | undefined
  readonly input: Findings['input']
  readonly setAside: Findings['setAside']
}

/** What the caller has to say before and after the rest. */
export interface Remarks {
  readonly first: readonly Notice[]
  readonly last: readonly Notice[]
}

/** What each strand leaves for the rows that follow; one without rows leaves what it was left. */
function strandTrails(
  { strands }: AssetModel,
  judgements: readonly Judgement[],
  episodes: readonly StrandEpisodes[],
  before: ScoringTrail | undefined,
): StrandTrail[] {
  return strands.flatMap(({ state }, index) => {
    const at = judgements.findIndex((judgement) => judgement.index === index)
    if (at < 0) return before?.strands.filter((one) => one.state === state) ?? []
    const { clock, rows, places, beyond } = judgements[at]
    const { alarm, lastOutside } = episodes[at]
    return [{ state, clock: clock + rows.length, open: places, beyond, ...(alarm && { alarm }), ...(lastOutside && { outside: lastOutside }) }]
  })
}

/** 1 for rows in which an alarm is on that stands. */
function anomalyOf(rows: number, alarms: readonly StrandEpisodes['alarms'][number][]): Uint8Array {
  const out = new Uint8Array(rows)
  for (const { judgement, begin, end } of alarms) for (let i = begin; i < end; i++) if (judgement.open[i]) out[judgement.rows[i]] = 1
  return out
}

function withTraining(flags: Uint8Array, trainRows: number): Uint8Array {
  const out = new Uint8Array(trainRows + flags.length)
  out.set(flags, trainRows)
  return out
}

const byStart = (a: { episode: Episode }, b: { episode: Episode }): number => a.episode.start - b.episode.start

export async function conclude(rows: JudgedRows, phase: Phase, remarks: Remarks): Promise<{ result: RunResult; trail: Trail }> {
  const { model, table, followed, scored, trained, time, before, foretold, past } = rows
  const { judgements } = scored
  const found = await phase('episodes', () =>
    judgements.map((judgement) =>
      episodesOf(
        judgement,
        time,
        model.mergeRows,
        before?.scoring.strands.find(({ state }) => state === judgement.strand.state),
      ),
    ),
  )
  const excursions = found.flatMap(({ alarms, outside }) => [...alarms, ...outside])
  const explained = await phase('explain', () => explain({ model, excursions, time, troubles: before?.troubles }))
  const heeded = heed(explained.episodes, rows.statements ?? [])
  const standing = heeded.kept.map((i) => excursions[i])
  const anomaly = anomalyOf(
    time.length,
    standing.filter(({ kind }) => kind === 'alarm'),
  )
  const fused = inRows(time.length, judgements, (judgement) => judgement.fused)
  const trainedFused = trained ? inRows(trained.y.rows, trained.judgements, (judgement) => judgement.fused) : new Float64Array(0)
  const { health, last } = await phase('health', () => healthOf(fused, anomaly, before?.scoring.health))
  const trainedHealth = healthOf(trainedFused, new Uint8Array(trainedFused.length)).health
  const episodes = heeded.kept
    .map((i) => ({ episode: explained.episodes[i] }))
    .sort(byStart)
    .map(({ episode }) => episode)
  const ongoing = episodes.some((episode) => episode.ongoing && episode.kind === 'alarm')
  const { outlook, trail } = await phase('outlook', () =>
    outlookOf({ model, judgements, time, fused, anomaly, health, from: 0, ongoing, before, foretold }),
  )
  const trainRows = trainedFused.length
  const shownRows = trained ? below(takeSpans(rows.x, [{ begin: 0, end: trainRows }]), followed.x) : followed.x
  const parts = [...(trained ? [{ judgements: trained.judgements, first: 0 }] : []), { judgements, first: trainRows }]
  const shown = await phase('expectations', () => signals(model, shownRows, parts, explained.shown))
  const { course, held } = scored
  const scoring: ScoringTrail = {
    time: time[time.length - 1],
    values: Float64Array.from({ length: followed.x.cols }, (_, col) => column(followed.x, col)[followed.x.rows - 1]),
    ...held,
    state: course.state,
    since: course.since,
    health: last,
    strands: strandTrails(model, judgements, found, past?.trail),
  }
  const findings: Findings = {
    input: rows.input,
    table,
    setAside: rows.setAside,
    trainRows,
    x: shownRows,
    parts,
    courses: [...(trained ? [trained.course] : []), course],
    fused: joined([trainedFused, fused]),
    anomaly: withTraining(anomaly, trainRows),
    health: joined([trainedHealth, health]),
    outlook,
    episodes,
    signals: shown,
    notices: [...remarks.first, ...followed.notices, ...table.notices, ...heeded.notices, ...remarks.last],
  }
  return { result: await phase('result', () => assemble(model, findings)), trail: { ...trail, troubles: explained.troubles, scoring } }
}
