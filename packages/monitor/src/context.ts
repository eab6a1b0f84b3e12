import { type Context, toJson } from '@acm/contract'
import type { StoredContext } from '@acm/store'

/** The last rows, in the pieces in which a store keeps them. */
export const contextOf = ({ time, values, trail, ...rest }: Context): StoredContext => ({
  body: toJson(rest),
  ...(trail && { trail: toJson(trail) }),
  rows: { time, values },
  lastTime: time[time.length - 1],
})
