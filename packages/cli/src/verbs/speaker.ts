import { userInfo } from 'node:os'
import type { Options } from '../flags/definitions.ts'

/** Whoever says something: the user of this machine, unless told otherwise. */
export function speaker({ who }: Options): string {
  if (who) return who
  try {
    return userInfo().username
  } catch {
    // A user without an entry in the system's list, as in many containers.
    return 'unknown'
  }
}
