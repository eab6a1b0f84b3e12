import type { History } from '@acm/contract'
import { modelToJson } from '@acm/pipeline/model-json'
import type { StoredContext } from '@acm/store'

/** The last rows, as a store keeps them. */
export const contextOf = (context: History): StoredContext => ({ body: modelToJson(context), lastTime: context.time[context.rows - 1] })
