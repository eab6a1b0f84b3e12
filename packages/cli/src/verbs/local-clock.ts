/** The clock of this machine, written as the files of a plant write it: the local one. */
export function localNow(): number {
  const now = new Date()
  return now.getTime() - now.getTimezoneOffset() * 60_000
}
