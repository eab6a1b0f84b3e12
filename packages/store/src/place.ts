// Where a store is: the path of a file, or the address of a database.

import { storeProblem } from './store-problem.ts'

/** Is it the address of a PostgreSQL database? Anything else is the path of a file. */
export const isAddress = (place: string): boolean => /^postgres(ql)?:\/\//.test(place)

/** A place as messages may show it: an address without its password. Raises Problem, which shows nothing, for an address that is none. */
export function shownPlace(place: string): string {
  if (!isAddress(place)) return place
  if (!URL.canParse(place)) throw storeProblem('ACM-STORE-REFUSED', 'postgres://…', 'the address cannot be understood')
  const shown = new URL(place)
  shown.password = ''
  shown.searchParams.delete('password')
  return shown.href
}
