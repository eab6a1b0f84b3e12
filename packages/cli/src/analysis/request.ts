import { basename, dirname, extname, resolve } from 'node:path'
import type { Settings } from '@acm/contract'
import type { ReadOptions } from '@acm/readers'
import { isAddress } from '@acm/store/place'
import { dateMilliseconds } from '../flags/convert.ts'
import type { Options } from '../flags/definitions.ts'

import { checkTarget } from '../output/whole-file.ts'
import { usage } from '../problem.ts'
import { DEFAULT_STORE } from '../store/open.ts'

/** How a file is to be read, where the reader is not to find out itself. */
export type ReadingOptions = Omit<ReadOptions, 'progress' | 'cancelled'>

/** One analysis, as plain data that crosses to the thread that does it. */
export interface Request {
  readonly mode: 'analyze' | 'train' | 'score'
  readonly file: string
  readonly baseline?: string
  readonly reading: ReadingOptions
  /** Those that something gives; the others are the pipeline's defaults. */
  readonly settings: Partial<Settings> & Pick<Settings, 'asset'>
  /** The model that is trained waits as a candidate. */
  readonly candidate: boolean
  readonly retrainOnDrift: boolean
  readonly backend?: 'auto' | 'wasm-threads' | 'wasm' | 'reference'
  readonly threads?: number
  readonly store?: string
  readonly report?: string
  readonly scores?: string
  readonly colour: boolean
}

/** File names that say what a file is for, not which asset it is about. */
const generic =
  /^(batch|test|train|training|baseline|data|dataset|history|export|input|sample|sensors?|readings?|values?|scores?|log|\d+)([-_ ]?\d+)?$/i

/** The asset a file is about: its name, or its folder's where the name is generic; gas-turbine/batch.csv is about gas-turbine. */
export function assetOfFile(file: string): string {
  const stem = basename(file, extname(file))
  if (!generic.test(stem)) return stem
  const folder = basename(dirname(resolve(file)))
  return folder && !generic.test(folder) ? folder : stem
}

/** A text that is a file name on every system. */
export const fileSafe = (name: string): string => name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|-+$/g, '') || 'asset'

export function readingOf({ time, delimiter, decimal, dayFirst, monthFirst, encoding, timeZone, query }: Options): ReadingOptions {
  return {
    ...(time && { time }),
    ...(delimiter && { delimiter }),
    ...(decimal && { decimal }),
    ...((dayFirst || monthFirst) && { dayFirst: dayFirst === true }),
    ...(encoding && { encoding }),
    ...(timeZone && { timeZone }),
    ...(query && { query }),
  }
}

/** No result may take the place of what is read, nor of another result. */
function checkDistinct(request: Request): void {
  const { file, baseline, store, report, scores } = request
  const uses = Object.entries({ FILE: file, '--train': baseline, '--store': store, '--report': report, '--scores': scores })
  const seen = new Map<string, string>()
  for (const [use, path] of uses) {
    if (!path) continue
    const before = seen.get(resolve(path))
    const bothRead = before === 'FILE' && use === '--train'
    if (before && !bothRead) throw usage('SAME-FILE', `${use} and ${before} are the same file, ${path}`, `give ${use} another name`)
    seen.set(resolve(path), use)
  }
}

/** `Ambient=0.5` and the like: the sensor's name is what stands before the last equals sign. */
function ratesOf(given: readonly string[]): NonNullable<Settings['follow']> {
  const entries = given.map((text) => {
    const at = text.lastIndexOf('=')
    const rate = text.slice(at + 1).trim() === '' ? Number.NaN : Number(text.slice(at + 1))
    if (at > 0 && rate > 0 && Number.isFinite(rate)) return [text.slice(0, at).trim(), rate] as const
    throw usage('FOLLOW', `"${text}" is no sensor with a rate above 0`, 'write SENSOR=UNITS-A-DAY, as in Ambient=0.5')
  })
  return Object.fromEntries(entries)
}

/** The settings that options give. */
function settingsOf({ trainRows, trainUntil, sensors, ignore, seed, alarmsAMonth, follow }: Options): Partial<Settings> {
  return {
    ...(trainRows !== undefined && { trainRows }),
    ...(trainUntil !== undefined && { trainUntil: dateMilliseconds(trainUntil) }),
    ...(sensors && { sensors }),
    ...(ignore && { ignore }),
    ...(seed !== undefined && { seed }),
    ...(alarmsAMonth !== undefined && { alarmsAMonth }),
    ...(follow && { follow: ratesOf(follow) }),
  }
}

/** The request that the options of `acm analyze` mean, with its defaults filled in; raises where a result could not be written. */
export function requestOf(file: string, options: Options, colour: boolean, mode: Request['mode'] = 'analyze'): Request {
  const asset = options.asset ?? assetOfFile(file)
  const store = options.store ?? DEFAULT_STORE
  const report = options.report ?? (mode === 'analyze' && `acm-report-${fileSafe(asset)}.html`)
  const { train: baseline, backend, threads, scores } = options
  const request: Request = {
    mode,
    file,
    ...(baseline && { baseline }),
    reading: readingOf(options),
    settings: { asset, ...settingsOf(options) },
    candidate: options.candidate ?? false,
    retrainOnDrift: options.retrainOnDrift ?? false,
    ...(backend && { backend }),
    ...(threads !== undefined && { threads }),
    ...(store && { store }),
    ...(report && { report }),
    ...(scores && { scores }),
    colour,
  }
  checkDistinct(request)
  for (const path of [request.store, request.report, request.scores]) if (path && path !== ':memory:' && !isAddress(path)) checkTarget(path)
  return request
}
