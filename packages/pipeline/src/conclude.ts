// From scores to a result: what a run and the scoring of new rows have in common.

import type { AssetModel, Condition, Episode, Notice, RunResult, ScoringTrail, StrandTrail, Trail } from '@acm/contract'
import { type Columns, column, joined, takeSpans } from './columns.ts'
import type { Phase } from './pace.ts'
import { type Excursion, episodesOf, type StrandEpisodes } from './phases/judge/episodes.ts'
import { signals } from './phases/judge/expectation.ts'
import type { Followed } from './phases/judge/follow.ts'
import { health as healthOf, zoneOf } from './phases/judge/health.ts'
import { below, type Judgement, type Past, type ScoredRows } from './phases/judge/score-rows.ts'
import type { Table } from './phases/prepare/contract.ts'
import { conditionOf, toldEpisodes } from './phases/tell/condition.ts'
import { explain } from './phases/tell/explain.ts'
import { outlookOf } from './phases/tell/outlook.ts'
import { heed } from './phases/tell/statements.ts'
import { type Watched, watchOver } from './phases/tell/watching.ts'
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
  /** Those that never moved in training and are watched for it; all rows of the table. */
  readonly constants: Columns
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

interface Standing {
  readonly episode: Episode
  /** Absent where it is known by its times. */
  readonly excursion?: Excursion
}

/** 1 for rows in which an alarm is on that stands. */
function anomalyOf(time: Float64Array, standing: readonly Standing[]): Uint8Array {
  const out = new Uint8Array(time.length)
  for (const { episode, excursion } of standing) {
    if (episode.kind !== 'alarm') continue
    if (!excursion) for (let row = 0; row < time.length; row++) out[row] |= Number(time[row] >= episode.start && time[row] <= episode.end)
    else for (let i = excursion.begin; i < excursion.end; i++) if (excursion.judgement.open[i]) out[excursion.judgement.rows[i]] = 1
  }
  return out
}

/** What the machine is doing at the last row. */
function doingOf({ model, scored: { course } }: JudgedRows): string {
  const name = model.faces[model.strands.findIndex(({ state }) => state === course.state)]?.name ?? ''
  return name !== '' && course.settled[course.settled.length - 1] === 0 ? `${name}, settling` : name
}

/** How the asset stands, by what was told. */
function standingOf(rows: JudgedRows, watched: Watched, episodes: readonly Episode[], health: Float64Array) {
  const { model, statements = [], before } = rows
  const told = toldEpisodes(before?.watching?.told ?? [], episodes)
  const condition: Condition = conditionOf({
    sensors: model.sensors.length,
    silent: watched.silent,
    darkSince: watched.darkSince,
    episodes,
    told,
    statements,
    zone: zoneOf(health.findLast((value) => !Number.isNaN(value)) ?? 0),
    doing: doingOf(rows),
    merge: model.mergeRows * model.cadence,
  })
  return { told, condition, heard: condition.state === 'not-observed' ? 0 : 1 - watched.silent.length / model.sensors.length }
}

function withTraining(flags: Uint8Array, trainRows: number): Uint8Array {
  const out = new Uint8Array(trainRows + flags.length)
  out.set(flags, trainRows)
  return out
}

/** What scoring carries to the rows that follow; `health` is where its smoothing goes on. */
function scoringTrail({ model, followed: { x }, scored, time, past }: JudgedRows, found: readonly StrandEpisodes[], health: number): ScoringTrail {
  const { course, held, judgements } = scored
  return {
    time: time[time.length - 1],
    values: Float64Array.from({ length: x.cols }, (_, col) => column(x, col)[x.rows - 1]),
    ...held,
    state: course.state,
    since: course.since,
    health,
    strands: strandTrails(model, judgements, found, past?.trail),
  }
}

/** Episodes that the scores show and those that are known by their times. */
function allEpisodes(explained: readonly Episode[], excursions: readonly Excursion[], watched: Watched): Standing[] {
  // Where nothing is observed any more, nothing goes on.
  const lit = watched.dark[watched.dark.length - 1] === 0
  return [
    ...explained.map((episode, i) => ({ episode: { ...episode, ongoing: episode.ongoing && lit }, excursion: excursions[i] })),
    ...watched.episodes.map((episode) => ({ episode })),
  ]
}

const byStart = (a: Standing, b: Standing): number => a.episode.start - b.episode.start

export async function conclude(rows: JudgedRows, phase: Phase, remarks: Remarks): Promise<{ result: RunResult; trail: Trail }> {
  const { model, table, followed, scored, trained, time, before, foretold } = rows
  const { judgements } = scored
  const trainRows = trained?.y.rows ?? 0
  const watched = await phase('silence', () =>
    watchOver({
      model,
      x: rows.x,
      time: table.time,
      sensors: model.sensors,
      constants: rows.constants,
      from: 0,
      judgedFrom: trainRows,
      before: before?.watching,
    }),
  )
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
  const all = allEpisodes(explained.episodes, excursions, watched)
  const heeded = heed(
    all.map(({ episode }) => episode),
    rows.statements ?? [],
  )
  const standing = heeded.kept.map((i) => all[i]).sort(byStart)
  const anomaly = anomalyOf(time, standing)
  const fused = inRows(time.length, judgements, (judgement) => judgement.fused)
  const trainedFused = trained ? inRows(trainRows, trained.judgements, (judgement) => judgement.fused) : new Float64Array(0)
  const scoredHealth = await phase('health', () => healthOf(fused, anomaly, before?.scoring.health))
  const health = scoredHealth.health.map((value, row) => (watched.observed[trainRows + row] && !watched.dark[trainRows + row] ? value : Number.NaN))
  const trainedHealth = healthOf(trainedFused, new Uint8Array(trainedFused.length)).health
  const episodes = standing.map(({ episode }) => episode)
  const { told, condition, heard } = standingOf(rows, watched, episodes, health)
  const ongoing = condition.state === 'alarm'
  const { outlook, trail } = await phase('outlook', () =>
    outlookOf({ model, judgements, time, fused, anomaly, health, from: 0, ongoing, heard, before, foretold }),
  )
  const shownRows = trained ? below(takeSpans(rows.x, [{ begin: 0, end: trainRows }]), followed.x) : followed.x
  const parts = [...(trained ? [{ judgements: trained.judgements, first: 0 }] : []), { judgements, first: trainRows }]
  const shown = await phase('expectations', () => signals(model, shownRows, parts, explained.shown))
  const scoring = scoringTrail(rows, found, scoredHealth.last)
  const findings: Findings = {
    input: rows.input,
    table,
    setAside: rows.setAside,
    trainRows,
    x: shownRows,
    parts,
    courses: [...(trained ? [trained.course] : []), scored.course],
    fused: joined([trainedFused, fused]),
    anomaly: withTraining(anomaly, trainRows),
    health: joined([trainedHealth, health]),
    condition,
    outlook,
    episodes,
    signals: [...shown, ...watched.signals],
    notices: [...remarks.first, ...followed.notices, ...table.notices, ...heeded.notices, ...remarks.last],
  }
  const watching = { ...watched.carried, told }
  return { result: await phase('result', () => assemble(model, findings)), trail: { ...trail, troubles: explained.troubles, scoring, watching } }
}
