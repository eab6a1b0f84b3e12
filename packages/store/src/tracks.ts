// The scored rows of a run, packed by portion (docs/decisions/0009-packed-tracks.md); `migrations/0011-tracks.ts` says what the columns hold.

import type { DetectorName, Series } from '@acm/contract'
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import { toBytes, toDoubles } from './doubles.ts'
import { pack, unpackDoubles, unpackFlags } from './packed.ts'
import type { Tables } from './schema.ts'

/** Rows a portion holds at most: 300 kB with six detectors. */
const PORTION = 4096

export async function saveTrack(transaction: Transaction<Tables>, assetKey: number, runKey: number, series: Series): Promise<void> {
  for (let begin = 0; begin < series.time.length; begin += PORTION) {
    const values = { run_key: runKey, asset_key: assetKey, position: begin, ...portion(series, begin, begin + PORTION) }
    await transaction.insertInto('track').values(values).execute()
  }
}

function portion(series: Series, begin: number, end: number): Omit<Insertable<Tables['track']>, 'run_key' | 'asset_key' | 'position'> {
  const time = series.time.subarray(begin, end)
  const doubles = (values: Float64Array) => toBytes(values.subarray(begin, end))
  const flags = (values: Uint8Array) => pack(values.subarray(begin, end))
  return {
    first_time: time.reduce((least, at) => Math.min(least, at)),
    last_time: time.reduce((greatest, at) => Math.max(greatest, at)),
    rows: time.length,
    time: pack(time),
    split: flags(series.split),
    fused: doubles(series.fused),
    anomaly: flags(series.anomaly),
    health: doubles(series.health),
    state: series.state ? flags(series.state) : null,
    z: Buffer.concat(series.detectors.map(({ z }) => doubles(z))),
  }
}

type Portion = Selectable<Tables['track']>
type Detectors = readonly { readonly name: DetectorName; readonly weight: number }[]

/** What `saveTrack` was given. */
export async function loadSeries(database: Kysely<Tables>, runKey: number, detectors: Detectors): Promise<Series> {
  const portions = await database.selectFrom('track').selectAll().where('run_key', '=', runKey).orderBy('position').execute()
  const rows = portions.reduce((sum, one) => sum + one.rows, 0)
  const doubles = (of: (one: Portion) => Float64Array) => joined(new Float64Array(rows), portions, of)
  const flags = (of: (one: Portion) => Uint8Array) => joined(new Uint8Array(rows), portions, (one) => unpackFlags(of(one)))
  return {
    time: doubles(({ time }) => unpackDoubles(time)),
    split: flags(({ split }) => split),
    fused: doubles(({ fused }) => toDoubles(fused)),
    anomaly: flags(({ anomaly }) => anomaly),
    health: doubles(({ health }) => toDoubles(health)),
    ...(portions.every(({ state }) => state !== null) && { state: flags(({ state }) => state as Uint8Array) }),
    detectors: detectors.map(({ name, weight }, i) => ({
      name,
      weight,
      z: doubles(({ z, rows: length }) => toDoubles(z.subarray(8 * length * i, 8 * length * (i + 1)))),
    })),
  }
}

function joined<T extends Float64Array | Uint8Array>(out: T, portions: readonly Portion[], of: (one: Portion) => T): T {
  for (const one of portions) out.set(of(one), one.position)
  return out
}
