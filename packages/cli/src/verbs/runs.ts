// What the store holds of runs: list them, write a report again, say how two differ, export the tables.

import type { RunResult } from '@acm/contract'
import { lastRun, runBetween, storedRun } from '@acm/monitor'
import { differences, minuteText, tablesOf } from '@acm/monitor/formats'
import type { Store } from '@acm/store'
import { fileSafe } from '../analysis/request.ts'
import { dateMilliseconds } from '../flags/convert.ts'
import type { Options } from '../flags/definitions.ts'
import { writeTables } from '../output/table-files.ts'
import { writeWhole } from '../output/whole-file.ts'
import { exitCodes, usage } from '../problem.ts'
import { assetInStore } from '../store/asset-in-store.ts'
import { openExisting } from '../store/open.ts'
import { textTable } from '../terminal/text-table.ts'
import type { Verb } from './verb.ts'

const SHOWN_ID = 12

export const list: Verb = async ({ options, terminal }) => {
  await using store = await openExisting(options)
  const runs = await store.listRuns(options.asset)
  if (options.json) {
    terminal.print(JSON.stringify({ schemaVersion: 1, runs }))
    return exitCodes.fine
  }
  const rows = runs.map(({ runId, asset, createdAt, start, end, rows: count, health, zone, condition, episodes }) => {
    const span = `${minuteText(start)} to ${minuteText(end)}`
    return [
      runId.slice(0, SHOWN_ID),
      asset,
      minuteText(createdAt),
      span,
      String(count),
      Number.isNaN(health) ? '–' : (Math.floor(health * 10) / 10).toFixed(1),
      zone ?? '–',
      condition ?? '',
      String(episodes),
    ]
  })
  terminal.print(
    textTable(['run', 'asset', 'stored (UTC)', 'data', 'rows', 'health', 'zone', 'condition', 'episodes'], rows, 'the store holds no run'),
  )
  return exitCodes.fine
}

/** By the first letters of its id. */
async function byPrefix(store: Store, prefix: string): Promise<RunResult> {
  const runs = (await store.listRuns()).filter(({ runId }) => runId.startsWith(prefix))
  if (runs.length === 1) return storedRun(store, runs[0].runId)
  throw usage(
    'RUN',
    runs.length === 0 ? `the store holds no run ${prefix}` : `${runs.length} runs begin with ${prefix}`,
    'give more of its id; see acm runs list',
  )
}

/** The last run of an asset; between --from and --until, all runs that tell of that time as one. */
async function told(store: Store, { from, until, ...options }: Options): Promise<RunResult> {
  const asset = await assetInStore(store, options)
  if (from === undefined && until === undefined) return lastRun(store, asset)
  const [begin, end] = [from ? dateMilliseconds(from) : Number.NEGATIVE_INFINITY, until ? dateMilliseconds(until) : Number.POSITIVE_INFINITY]
  return runBetween(store, asset, begin, end)
}

export const report: Verb = async ({ options, terminal }) => {
  await using store = await openExisting(options)
  const result = await told(store, options)
  const { renderReport } = await import('@acm/report')
  const path = options.out ?? `acm-report-${fileSafe(result.asset)}.html`
  await writeWhole(path, [renderReport(result)], options.force ?? options.out === undefined)
  terminal.print(`Report    ${path}`)
  return exitCodes.fine
}

export const exportTables: Verb = async ({ options, terminal }) => {
  await using store = await openExisting(options)
  const result = await told(store, options)
  const format = options.format ?? 'csv'
  const stem = options.out ?? fileSafe(result.asset)
  const paths = await writeTables(tablesOf(result), stem, format, options.force)
  for (const path of paths) terminal.print(path)
  return exitCodes.fine
}

export const diff: Verb = async ({ options, operands: [first, second], terminal }) => {
  await using store = await openExisting(options)
  const [a, b] = [await byPrefix(store, first), await byPrefix(store, second)]
  const found = differences(a, b)
  if (options.json) terminal.print(JSON.stringify({ schemaVersion: 1, equal: found.length === 0, differences: found }))
  else
    terminal.print(
      found.length === 0 ? `the same numbers (${a.resultHash})` : found.map(({ what, was, is }) => `${what}: ${was} -> ${is}`).join('\n'),
    )
  return found.length === 0 ? exitCodes.fine : exitCodes.failure
}
