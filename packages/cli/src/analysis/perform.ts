// The work of `acm analyze`, `train` and `score`, from file to files: read, judge, render, store. Nothing is written until the run is done, and
// then everything or nothing: report and scores under temporary names, the store in one transaction, then the renames.

import { type History, Problem, type Timing } from '@acm/contract'
import type { BackendInfo } from '@acm/kernels'
import {
  analyse,
  type Judged,
  keepModel,
  keepRun,
  type Learning,
  type Lent,
  noModel,
  type Outcome,
  retrainOnDrift,
  type Subject,
  score,
  train,
} from '@acm/monitor'
import { nothingNewJson, resultJson, scoresCsv, trainingJson } from '@acm/monitor/formats'
import type { Store } from '@acm/store'
import { WholeFiles } from '../output/whole-file.ts'
import { usage } from '../problem.ts'
import { openIfThere, openOrMake } from '../store/open.ts'
import type { Performed } from './messages.ts'
import { phaseWords } from './phase-words.ts'
import type { Request } from './request.ts'
import { nothingNewLine, verdictLines } from './verdict-lines.ts'

export type Watch = Required<Pick<Lent, 'cancel' | 'progress'>>

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

async function read(path: string, { reading }: Pick<Request, 'reading'>, { progress, cancel }: Watch): Promise<History> {
  const [{ readHistory }, { fileSource }] = await Promise.all([import('@acm/readers'), import('@acm/readers/node')])
  const told = (done: number, total: number): void => progress(`Reading ${path}, MB`, done / MEGABYTE, total / MEGABYTE)
  return readHistory(await fileSource(path), { ...reading, cancelled: cancel, progress: told })
}

/** Lends the store that is open, or one that is made now, to what has something to keep. */
async function keeping<T>(path: string, store: Store | undefined, work: (store: Store) => Promise<T>): Promise<T> {
  if (store) return work(store)
  await using made = await openOrMake(path)
  return await work(made)
}

/** Writes all that was asked for, or nothing. */
async function write({ report, scores, store: path }: Request, judged: Judged, store: Store | undefined): Promise<void> {
  const files = new WholeFiles()
  try {
    if (report) await files.write(report, [(await import('@acm/report')).renderReport(judged.result)])
    if (scores) await files.write(scores, scoresCsv(judged.result))
    if (path) await keeping(path, store, (kept) => keepRun(kept, judged))
    files.commit()
  } finally {
    files.discard()
  }
}

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

const interruptedIf = (cancelled: boolean, what: string): void => {
  if (cancelled) throw new Problem('ACM-INTERRUPTED', `the ${what} was interrupted`, 'start it again; nothing was written')
}

type Told = Pick<Performed, 'json' | 'verdict' | 'condition' | 'setAside'>

async function trainAndKeep({ store: path, candidate }: Request, subject: Subject, lent: Learning, timings: Timing[]): Promise<Told> {
  if (!path) throw usage('STORE', 'acm train needs the store, which keeps the model', 'leave --no-store out')
  const training = await train(subject, lent)
  interruptedIf(lent.cancel(), 'training')
  const state = candidate ? 'candidate' : 'promoted'
  const version = await keeping(path, lent.store, (store) => keepModel(store, training, state))
  const { trainedLines } = await import('@acm/report')
  timings.push(...training.timings)
  return {
    json: trainingJson(training, version, state),
    verdict: trainedLines({ ...training, version, state }, { promote: 'acm models promote', score: 'acm score FILE' }),
    setAside: [],
  }
}

function judge({ mode, store: path }: Request, subject: Subject, lent: Learning, baseline: History | undefined): Promise<Outcome> {
  if (mode !== 'score') return analyse(subject, lent, baseline)
  if (!path) throw usage('STORE', 'acm score needs the store, which holds the model', 'leave --no-store out')
  const { store } = lent
  if (!store) throw noModel(subject.asset)
  return score(subject, { ...lent, store })
}

/** What is told of a run that is judged: it is written first, and a drift heeded. */
async function writtenAndTold(request: Request, subject: Subject, lent: Learning, judged: Judged, timed: Timed): Promise<Omit<Told, 'json'>> {
  const { result } = judged
  const { store } = lent
  interruptedIf(lent.cancel(), 'analysis')
  lent.progress?.('Writing', 0, 0)
  await timed('write', () => write(request, judged, store))
  const retrained = request.retrainOnDrift && store ? await timed('retrain', () => retrainOnDrift(subject, result, { ...lent, store })) : undefined
  const { condition, source } = result
  return { verdict: await verdictLines(judged, request, retrained), ...(condition && { condition }), setAside: source.setAside }
}

/** The work of acm analyze, train and score. Raises a Problem; cancelled before anything is stored, it raises ACM-INTERRUPTED and has written nothing. */
export async function perform(request: Request, watch: Watch): Promise<Performed> {
  const { timings, timed } = stopwatch()
  const backend = await timed('start', () => chooseBackend(request))
  await using store = await openIfThere(request.store)
  const { baseline: path, settings, mode, reading } = request
  // Which columns are sensors is known from the model or the baseline: a logger that is dead leaves rows without a number.
  const mayHoldNoNumber = mode === 'score' || path !== undefined
  const rows = await timed('read', () => read(request.file, { reading: { ...reading, mayHoldNoNumber } }, watch))
  const baseline = path ? await timed('read baseline', () => read(path, request, watch)) : undefined
  const subject: Subject = { asset: settings.asset, rows, settings }
  const progress: Watch['progress'] = (phase, done, total) => watch.progress(phaseWords[phase] ?? phase, done, total)
  const lent: Learning = { store, engine: await import('@acm/pipeline'), cancel: watch.cancel, progress }
  const performed = (told: Told): Performed => ({ ...told, backend, timings, peakBytes: process.resourceUsage().maxRSS * 1024 })
  if (request.mode === 'train') return performed(await trainAndKeep(request, subject, lent, timings))
  const judged = await judge(request, subject, lent, baseline)
  if ('newRows' in judged) return performed({ json: nothingNewJson(judged), verdict: [nothingNewLine(judged)], setAside: [] })
  timings.push(...judged.timings)
  const told = await writtenAndTold(request, subject, lent, judged, timed)
  return performed({ json: resultJson(judged.result, backend, timings), ...told })
}
