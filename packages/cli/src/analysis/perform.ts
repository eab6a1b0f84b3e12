// The work of `acm analyze`, from file to files: read, run, render, store. Nothing is written until the run is done, and
// then everything or nothing: report and scores under temporary names, the store in one transaction, then the renames.

import { existsSync } from 'node:fs'
import { type History, Problem, type RunResult, type Timing } from '@acm/contract'
import type { BackendInfo } from '@acm/kernels'
import type { Store } from '@acm/store'
import { resultJson } from '../output/result-json.ts'
import { scoresCsv } from '../output/scores-csv.ts'
import { WholeFiles } from '../output/whole-file.ts'
import { usage } from '../problem.ts'
import type { Outcome } from './messages.ts'
import type { Request } from './request.ts'
import { retrainOnDrift } from './retrain.ts'
import { noModel, scoreByModel, trainAndKeep, type Work } from './with-model.ts'

/** What the phases of the pipeline are called while they run; one that is not listed keeps its name. */
const phaseWords: Readonly<Record<string, string>> = {
  contract: 'Checking the data',
  split: 'Dividing the rows',
  sensors: 'Judging the sensors',
  states: 'Finding operating states',
  scores: 'Scoring rows',
  threshold: 'Keeping the false-alarm budget',
  expectations: 'Learning what to expect',
  detectors: 'Fitting and scoring detectors',
  novelty: 'Looking for unknown states',
  episodes: 'Gathering episodes',
  health: 'Computing health',
  explain: 'Naming the culprits',
  result: 'Sealing the result',
}

export interface Watch {
  readonly progress: (phase: string, done: number, total: number) => void
  readonly cancelled: () => boolean
}

const MEGABYTE = 1e6

async function chooseBackend({ backend, threads }: Request): Promise<BackendInfo> {
  const kernels = await import('@acm/kernels')
  try {
    return kernels.configure({ ...(backend && { backend }), ...(threads !== undefined && { threads }) })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw usage('BACKEND', error.message, 'leave --backend, --threads, ACM_BACKEND and ACM_THREADS out, or see acm doctor for what this machine has')
  }
}

async function read(path: string, { reading }: Request, { progress, cancelled }: Watch): Promise<History> {
  const { readHistory } = await import('@acm/readers')
  return readHistory(path, { ...reading, cancelled, progress: (done, total) => progress(`Reading ${path}, MB`, done / MEGABYTE, total / MEGABYTE) })
}

/** Writes all that was asked for, or nothing; `keep` puts the result into the store. */
async function writeResults(request: Request, result: RunResult, keep?: () => Promise<void>): Promise<void> {
  const files = new WholeFiles()
  try {
    if (request.report) await files.write(request.report, [(await import('@acm/report')).renderReport(result)])
    if (request.scores) await files.write(request.scores, scoresCsv(result))
    await keep?.()
    files.commit()
  } finally {
    files.discard()
  }
}

const openStore = async (path: string): Promise<Store> => (await import('@acm/store')).openStore(path)

/** The store where there is one already: none is made before there is something to keep. */
const existingStore = async ({ store }: Request): Promise<Store | undefined> => (store && existsSync(store) ? openStore(store) : undefined)

type Timed = <T>(phase: string, work: () => Promise<T>) => Promise<T>

function stopwatch(): { timings: Timing[]; timed: Timed } {
  const timings: Timing[] = []
  const timed: Timed = async (phase, work) => {
    const begin = performance.now()
    const value = await work()
    timings.push({ phase, ms: performance.now() - begin })
    return value
  }
  return { timings, timed }
}

/** First and last time of a history, whose rows need not be sorted. */
const reach = ({ time }: History): [number, number] => [
  time.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY),
  time.reduce((last, at) => Math.max(last, at), Number.NEGATIVE_INFINITY),
]

interface Judged {
  readonly result: RunResult
  readonly timings: readonly Timing[]
  readonly keep?: () => Promise<void>
  /** What the person who asked for something else should know. */
  readonly remark?: string
}

async function saveRun(path: string, store: Store | undefined, result: RunResult): Promise<void> {
  await using made = store ? undefined : await openStore(path)
  await (store ?? made)?.saveRun(result)
}

/** Learns and judges; where the rows are too few to learn from and a model is kept, judges by that. */
async function judge(request: Request, work: Omit<Work, 'store'> & { readonly store: Store | undefined }, baseline?: History): Promise<Judged> {
  const { history, settings, statements, known, backend, watch, store } = work
  if (request.mode === 'score') {
    if (!request.store) throw usage('STORE', 'acm score needs the store, which holds the model', 'leave --no-store out')
    if (!store) throw noModel(settings.asset)
    return scoreByModel({ ...work, store })
  }
  const { run } = await import('@acm/pipeline')
  try {
    const { result, timings } = await run({
      history,
      ...(baseline && { baseline }),
      settings,
      statements,
      ...known,
      backend,
      ...watch,
    })
    return { result, timings, ...(request.store && { keep: () => saveRun(request.store as string, store, result) }) }
  } catch (error) {
    const few = (error as Partial<Problem>).code === 'ACM-DATA-FEW-ROWS'
    if (!few || !store || !(await store.model({ asset: settings.asset }))) throw error
    const scored = await scoreByModel({ ...work, store })
    return { ...scored, remark: `Too few rows to learn from: scored by version ${scored.version} of the kept model` }
  }
}

/** What the store knows of an asset that has a part in judging it; scoring by a model has its states from there. */
async function knownOf(store: Store | undefined, asset: string, history: History, { mode }: Request): Promise<Pick<Work, 'statements' | 'known'>> {
  if (!store) return { statements: [], known: {} }
  const statements = await store.statements(asset)
  const foretold = await store.forecasts(asset, ...reach(history))
  const earlierStates = mode === 'score' ? undefined : await store.earlierStates(asset)
  return { statements, known: { foretold, ...(earlierStates && { earlierStates }) } }
}

/** The work of acm analyze, train and score. Raises a Problem; cancelled before anything is stored, it raises ACM-INTERRUPTED and has written nothing. */
export async function analyse(request: Request, watch: Watch): Promise<Outcome> {
  const { timings, timed } = stopwatch()
  const backend = await timed('start', () => chooseBackend(request))
  const { baseline: path } = request
  await using store = await existingStore(request)
  const history = await timed('read', () => read(request.file, request, watch))
  const baseline = path ? await timed('read baseline', () => read(path, request, watch)) : undefined
  const { defaults } = await import('@acm/pipeline')
  const settings = { ...defaults, ...request.settings }
  const progress: Watch['progress'] = (phase, done, total) => watch.progress(phaseWords[phase] ?? phase, done, total)
  const known = await knownOf(store, settings.asset, history, request)
  const work = { request, history, settings, ...known, backend, watch: { progress, cancelled: watch.cancelled } }
  const peak = (): number => process.resourceUsage().maxRSS * 1024
  if (request.mode === 'train') {
    if (!request.store) throw usage('STORE', 'acm train needs the store, which keeps the model', 'leave --no-store out')
    const trained = await trainAndKeep(work, store ? async () => store : () => openStore(request.store as string))
    return { json: trained.json, verdict: trained.lines, backend, timings: [...timings, ...trained.timings], setAside: [], peakBytes: peak() }
  }
  let judged: Judged
  try {
    judged = await judge(request, { ...work, store }, baseline)
  } catch (error) {
    const { code, message } = error as Problem
    if (code !== 'ACM-DATA-NO-NEW-ROWS') throw error
    const json = { schemaVersion: 1, asset: settings.asset, newRows: 0 }
    return { json, verdict: [`${settings.asset}: nothing new; ${message}`], backend, timings, setAside: [], peakBytes: peak() }
  }
  const { result } = judged
  timings.push(...judged.timings)
  if (watch.cancelled()) throw new Problem('ACM-INTERRUPTED', 'the analysis was interrupted', 'start it again; nothing was written')
  const before = store && (await store.lastRun(settings.asset))
  watch.progress('Writing', 0, 0)
  await timed('write', () => writeResults(request, result, judged.keep))
  const retrained = request.retrainOnDrift && store ? await timed('retrain', () => retrainOnDrift({ ...work, store }, result)) : undefined
  const { sinceLine, verdict } = await import('@acm/report')
  const since = before && before.resultHash !== result.resultHash ? sinceLine(before, result) : undefined
  const lines = [...verdict(result, { color: request.colour }), ...[since, judged.remark, retrained].filter((line) => line !== undefined)]
  return {
    json: resultJson(result, backend, timings),
    verdict: lines,
    zone: result.health.zone,
    backend,
    timings,
    setAside: result.source.setAside,
    peakBytes: peak(),
  }
}
