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
    // The second Ctrl-C may come while the first is being obeyed; without a listener it would end the process without an exit code.
    if (asked) return
    process.off('SIGINT', listen)
    process.off('SIGTERM', listen)
  }
}
