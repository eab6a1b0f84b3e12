// The store that a verb works on, and how what it holds is told.

import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { Store } from '@acm/store'
import type { Options } from './flags/definitions.ts'
import { usage } from './problem.ts'

const DEFAULT_STORE = '.acm/acm.db'

/** Opens the store for a verb that has no use for an empty one; raises ACM-STORE-ABSENT where there is none. */
export async function existingStore({ store }: Options): Promise<Store> {
  if (store === false) throw usage('STORE', 'this verb works on the store', 'leave --no-store out')
  const path = store ?? DEFAULT_STORE
  if (!existsSync(path))
    throw usage(
      'NO-STORE',
      `there is no store at ${path}`,
      'acm analyze and acm train make one; name another with --store, or go to the folder it is in',
    )
  return (await import('@acm/store')).openStore(path)
}

/** Whoever says something, unless told otherwise. */
export function speaker({ who }: Options): string {
  if (who) return who
  try {
    return userInfo().username
  } catch {
    // A user without an entry in the system's list, as in many containers.
    return 'unknown'
  }
}

/** The only asset of the store, where none was named. Raises ACM-USAGE-ASSET where there are several or none. */
export async function assetOf(store: Store, { asset }: Options): Promise<string> {
  const known = [...new Set([...(await store.listRuns()).map((run) => run.asset), ...(await store.listModels()).map((model) => model.asset)])]
  if (asset !== undefined) {
    if (known.includes(asset)) return asset
    throw usage('ASSET', `the store knows no asset "${asset}"`, known.length > 0 ? `it knows ${known.slice(0, 8).join(', ')}` : 'it is empty')
  }
  if (known.length === 1) return known[0]
  throw usage(
    'ASSET',
    known.length === 0 ? 'the store holds no asset' : `the store holds ${known.length} assets`,
    `name one with --asset: ${known.slice(0, 8).join(', ')}`,
  )
}

/** A table of texts in columns as wide as they need to be; an empty list gives the remark. */
export function columns(heads: readonly string[], rows: readonly (readonly string[])[], remark: string): string {
  if (rows.length === 0) return remark
  const all = [heads, ...rows]
  const widths = heads.map((_, i) => Math.max(...all.map((row) => row[i].length)))
  return all.map((row) => row.map((cell, i) => (i + 1 === row.length ? cell : cell.padEnd(widths[i]))).join('  ')).join('\n')
}

/** A time of this machine, in UTC: "2026-03-01 14:05". */
export const utc = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')
