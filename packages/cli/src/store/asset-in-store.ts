import type { Store } from '@acm/store'
import type { Options } from '../flags/definitions.ts'
import { usage } from '../problem.ts'

/** The asset that was named, or the only one of the store. Raises ACM-USAGE-ASSET where the store does not know it, holds several or none. */
export async function assetInStore(store: Store, { asset }: Options): Promise<string> {
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
