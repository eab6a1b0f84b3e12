// Training a model to be kept, and scoring by the one that is kept.

import { type History, Problem, type RunResult, type Settings, type Statement, type Timing } from '@acm/contract'
import type { BackendInfo } from '@acm/kernels'
import type { RunInput, Scored } from '@acm/pipeline'
import type { Store, StoredContext } from '@acm/store'
import { nearest } from '../flags/nearest.ts'
import { usage } from '../problem.ts'
import type { Watch } from './analyse.ts'
import type { Request } from './request.ts'

export interface TrainOutcome {
  readonly version: number
  readonly lines: readonly string[]
  readonly json: Readonly<Record<string, unknown>>
  readonly timings: readonly Timing[]
}

export interface Work {
  readonly request: Request
  readonly history: History
  readonly settings: Settings
  readonly statements: readonly Statement[]
  /** What is known from earlier runs. */
  readonly known: Pick<RunInput, 'foretold' | 'earlierStates'>
  readonly backend: BackendInfo
  readonly watch: Watch
  readonly store: Store
}

/** Learns from a history and keeps the model as the asset's next version; the store is made when there is something to keep. */
export async function trainAndKeep(
  { request, history, settings, statements, known, watch }: Omit<Work, 'store'>,
  open: () => Promise<Store>,
): Promise<TrainOutcome> {
  const { train, modelToJson } = await import('@acm/pipeline')
  const { model, maturity, reason, notices, context, timings } = await train({ history, settings, statements, ...known, ...watch })
  const { trainedOn, threshold, falseAlarms, sensors } = model
  const summary = { ...trainedOn, sensors: sensors.map(({ name }) => name), states: model.strands.length, threshold, falseAlarms, settings }
  const kept = { asset: settings.asset, maturity, reason, summary, body: modelToJson(model), promote: !request.candidate }
  if (watch.cancelled()) throw new Problem('ACM-INTERRUPTED', 'the training was interrupted', 'start it again; nothing was written')
  await using store = await open()
  const version = await store.saveModel(kept, request.candidate ? undefined : contextOf(context, modelToJson))
  const { trainedLines } = await import('@acm/report')
  const state = request.candidate ? 'candidate' : 'promoted'
  return {
    version,
    lines: trainedLines({ asset: settings.asset, version, state, maturity, reason, model, notices, zoned: history.zoned }),
    json: { schemaVersion: 1, asset: settings.asset, version, state, maturity, reason, summary, notices },
    timings,
  }
}

type Context = Scored['context']

const contextOf = ({ time, values, trail, ...rest }: Context, toJson: (value: unknown) => string): StoredContext => ({
  body: toJson(rest),
  ...(trail && { trail: toJson(trail) }),
  rows: { time, values },
  lastTime: time[time.length - 1],
})

/** Earlier versions kept all of it in the body. */
const contextFrom = ({ body, trail, rows }: StoredContext, fromJson: (text: string) => unknown): Context => ({
  ...(fromJson(body) as Context),
  ...(trail !== undefined && { trail: fromJson(trail) as NonNullable<Context['trail']> }),
  ...rows,
})

/** Scores the rows that are new by the promoted model. A setting that the model was not trained with deprecates it. */
export async function scoreByModel(
  work: Work,
): Promise<{ result: RunResult; timings: readonly Timing[]; keep: () => Promise<void>; version: number }> {
  const { request, history, settings, statements, known, watch, store } = work
  const { asset } = settings
  const kept = await store.model({ asset })
  if (!kept) throw noModel(asset)
  const { modelFromJson, modelToJson, score } = await import('@acm/pipeline')
  const model = modelFromJson(kept.body) as Parameters<typeof score>[0]['model']
  const { follow } = request.settings
  const stranger = Object.keys(follow ?? {}).find((name) => !model.sensors.some((sensor) => sensor.name === name))
  if (stranger !== undefined) {
    const near = nearest(
      stranger,
      model.sensors.map(({ name }) => name),
    )
    throw usage(
      'UNKNOWN-SENSOR',
      `--follow names "${stranger}", which the model does not judge`,
      near ? `did you mean "${near}"?` : 'see acm models show',
    )
  }
  // Each of these shapes a model; one that was asked for and is another than the model's makes it answer another question.
  const changed = request.given.find((key) => JSON.stringify(settings[key]) !== JSON.stringify(model.settings[key]))
  if (changed !== undefined) {
    const why = `${changed} is ${JSON.stringify(settings[changed])} now and was ${JSON.stringify(model.settings[changed])} in training`
    await store.changeModel({ asset, version: kept.version }, 'deprecated', why)
    throw new Problem('ACM-DATA-MODEL-DEPRECATED', `version ${kept.version} of ${asset} is deprecated, for ${why}`, 'train it again: acm train FILE')
  }
  const context = await store.context(asset)
  const before = context && {
    context: contextFrom(context, modelFromJson),
    ...(context.ongoingSince !== undefined && { ongoingSince: context.ongoingSince }),
  }
  const scored = await score({
    model: { ...model, settings: { ...model.settings, ...(follow && { follow }) } },
    history,
    statements,
    ...known,
    ...before,
    ...watch,
  })
  const ongoing = scored.result.episodes.find((episode) => episode.ongoing)
  const next = { ...contextOf(scored.context, modelToJson), ...(ongoing && { ongoingSince: ongoing.start }) }
  return {
    result: scored.result,
    timings: scored.timings,
    keep: async () => {
      await store.saveScored(scored.result, next)
    },
    version: kept.version,
  }
}

export const noModel = (asset: string) =>
  new Problem('ACM-DATA-NO-MODEL', `the store has no promoted model of ${asset}`, 'train one with acm train FILE, or see acm models list')
