import { createHash } from 'node:crypto'
import type { RunResult } from '@acm/contract'

/** JSON with the keys of every object sorted, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isRecord(inner) ? sortKeys(inner) : inner))
}

/** Identity of a run, 64 hexadecimal digits: SHA-256 over the asset, the hash of its numbers and the settings that led to them. */
export function runIdOf({ asset, resultHash, settings }: Pick<RunResult, 'asset' | 'resultHash' | 'settings'>): string {
  return createHash('sha256').update(canonicalJson({ asset, resultHash, settings })).digest('hex')
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function sortKeys(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
