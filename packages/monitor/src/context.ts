import { type History, toJson } from '@acm/contract'
import type { StoredContext } from '@acm/store'

/** The last rows, as a store keeps them. */
export const contextOf = (context: History): StoredContext => ({ body: toJson(context), lastTime: context.time[context.rows - 1] })
