// The work of `acm analyze`, from file to files: read, run, render, store. Nothing is written until the run is done, and
// then everything or nothing: report and scores under temporary names, the store in one transaction, then the renames.

import type { BackendInfo } from '@acm/kernels'
import type { History, RunResult, Settings, Timing } from '@acm/pipeline'
import { resultJson } from '../output/result-json.ts'
import { scoresCsv } from '../output/scores-csv.ts'
import { WholeFiles } from '../output/whole-file.ts'
import { CliProblem, usage } from '../problem.ts'
import type { Outcome } from './messages.ts'
import type { Request } from './request.ts'

/** What the phases of the pipeline are called while they run; one that is not listed keeps its name. */
const phaseWords: Readonly<Record<string, string>> = {
  contract: 'Checking the data',
  split: 'Dividing the rows',
  sensors: 'Judging the sensors',
  states: 'Finding operating states',
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
  const { readCsv } = await import('@acm/readers')
  return readCsv(path, { ...reading, cancelled, progress: (done, total) => progress(`Reading ${path}, MB`, done / MEGABYTE, total / MEGABYTE) })
}

function settingsOf(request: Request, defaults: Settings): Settings {
  const { asset, trainRows, trainUntil, sensors, ignore, seed } = request
  return {
    ...defaults,
    asset,
    ignore,
    ...(trainRows !== undefined && { trainRows }),
    ...(trainUntil !== undefined && { trainUntil }),
    ...(sensors && { sensors }),
    ...(seed !== undefined && { seed }),
  }
}

async function writeResults(request: Request, result: RunResult): Promise<void> {
  const files = new WholeFiles()
  try {
    if (request.report) await files.write(request.report, [(await import('@acm/report')).renderReport(result)])
    if (request.scores) await files.write(request.scores, scoresCsv(result))
    if (request.store) await save(request.store, result)
    files.commit()
  } finally {
    files.discard()
  }
}

async function save(path: string, result: RunResult): Promise<void> {
  const { openStore } = await import('@acm/store')
  await using store = await openStore(path)
  await store.saveRun(result)
}

/** Analyses one history. Raises a Problem; cancelled before anything is stored, it raises ACM-INTERRUPTED and has written nothing. */
export async function analyse(request: Request, watch: Watch): Promise<Outcome> {
  const timings: Timing[] = []
  const timed = async <T>(phase: string, work: () => Promise<T>): Promise<T> => {
    const begin = performance.now()
    const value = await work()
    timings.push({ phase, ms: performance.now() - begin })
    return value
  }
  const backend = await timed('start', () => chooseBackend(request))
  const history = await timed('read', () => read(request.file, request, watch))
  const { baseline: path } = request
  const baseline = path ? await timed('read baseline', () => read(path, request, watch)) : undefined
  const { run, defaults } = await import('@acm/pipeline')
  const settings = settingsOf(request, defaults)
  const progress: Watch['progress'] = (phase, done, total) => watch.progress(phaseWords[phase] ?? phase, done, total)
  const { result, timings: phases } = await run({ history, ...(baseline && { baseline }), settings, backend, cancelled: watch.cancelled, progress })
  timings.push(...phases)
  if (watch.cancelled()) throw new CliProblem('ACM-INTERRUPTED', 'the analysis was interrupted', 'start it again; nothing was written')
  watch.progress('Writing', 0, 0)
  await timed('write', () => writeResults(request, result))
  const { verdict } = await import('@acm/report')
  const peakBytes = process.resourceUsage().maxRSS * 1024
  return { json: resultJson(result, backend, timings), verdict: verdict(result, { color: request.colour }), zone: result.health.zone, peakBytes }
}
