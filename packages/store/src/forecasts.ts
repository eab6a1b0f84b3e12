// What forecasts said, and what came of it.

import type { Foretellings, RunResult } from '@acm/contract'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Tables } from './schema.ts'

/** Puts down what a run foretells, and the truths it found of what was foretold earlier. */
export async function saveForecasts(transaction: Transaction<Tables>, assetKey: number, { outlook, source }: RunResult): Promise<void> {
  const { band, state = 1 } = outlook?.forecast ?? {}
  if (band) {
    const { span, after, p10, p50, p90 } = band
    const common = { asset_key: assetKey, made_at: source.end, span, state, observed: null }
    await transaction
      .insertInto('forecast')
      .values(after.map((ms, i) => ({ ...common, due: source.end + ms, p10: p10[i], p50: p50[i], p90: p90[i] })))
      .onConflict((conflict) =>
        conflict.columns(['asset_key', 'due', 'made_at']).doUpdateSet(({ ref }) => ({
          state: ref('excluded.state'),
          p10: ref('excluded.p10'),
          p50: ref('excluded.p50'),
          p90: ref('excluded.p90'),
        })),
      )
      .execute()
  }
  for (const { madeAt, due, observed } of outlook?.record?.arrived ?? [])
    await transaction
      .updateTable('forecast')
      .set({ observed: observed ?? null })
      .where('asset_key', '=', assetKey)
      .where('made_at', '=', madeAt)
      .where('due', '=', due)
      .execute()
}

/** What is due from `from` to `until`, and how all else of the asset fared. */
export async function loadForecasts(database: Kysely<Tables>, asset: string, from: number, until: number): Promise<Foretellings> {
  const own = database.selectFrom('forecast').innerJoin('asset', 'asset.key', 'forecast.asset_key').where('asset.name', '=', asset)
  const due = await own.selectAll('forecast').where('due', '>=', from).where('due', '<=', until).orderBy('due').orderBy('made_at').execute()
  const rest = await own
    .where((where) => where.or([where('due', '<', from), where('due', '>', until)]))
    .where('observed', 'is not', null)
    .select([
      sql<number>`count(*)`.as('points'),
      sql<number>`coalesce(sum(case when observed between p10 and p90 then 1 else 0 end), 0)`.as('inside'),
      sql<number>`coalesce(avg(abs(observed - p50)), 0)`.as('error'),
    ])
    .executeTakeFirstOrThrow()
  return {
    due: due.map(({ made_at, due: at, span, state, p10, p50, p90, observed }) => ({
      ...{ madeAt: made_at, due: at, span, state, p10, p50, p90 },
      ...(observed !== null && { observed }),
    })),
    rest: { points: Number(rest.points), inside: Number(rest.inside), error: Number(rest.error) },
  }
}
