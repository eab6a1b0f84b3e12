import { exitCodes } from '../problem.ts'

/** The first Ctrl-C (or TERM signal) asks for a clean stop, the second ends the process at once, after `last` has removed what was half written. Returns how to stop listening. */
export function onInterrupt(first: () => void, last: () => void): () => void {
  let asked = false
  const listen = () => {
    if (asked) {
      last()
      process.exit(exitCodes.interrupted)
    }
    asked = true
    first()
  }
  process.on('SIGINT', listen)
  process.on('SIGTERM', listen)
  return () => {
    process.off('SIGINT', listen)
    process.off('SIGTERM', listen)
  }
}
