import { type StoreProblemCode, storeProblem } from '../store-problem.ts'

/** SQLSTATE by code or class, https://www.postgresql.org/docs/15/errcodes-appendix.html; what is not listed is our own mistake. */
const codes: Readonly<Record<string, StoreProblemCode>> = {
  '08': 'ACM-STORE-UNREACHABLE', // connection exception
  '25006': 'ACM-STORE-NOT-WRITABLE', // read only, as on a standby
  '28': 'ACM-STORE-REFUSED', // invalid authorization
  '3D000': 'ACM-STORE-REFUSED', // no such database
  '3F000': 'ACM-STORE-REFUSED', // no such schema
  '40001': 'ACM-STORE-LOCKED', // serialization failure
  '40P01': 'ACM-STORE-LOCKED', // deadlock
  '42501': 'ACM-STORE-NOT-WRITABLE', // insufficient privilege
  '53100': 'ACM-STORE-FULL', // disk full
  '53': 'ACM-STORE-FAILED', // out of memory, connections …
  '55P03': 'ACM-STORE-LOCKED', // lock not available in time
  '57014': 'ACM-STORE-FAILED', // cancelled
  '57P': 'ACM-STORE-UNREACHABLE', // shutting down, starting up
  '58': 'ACM-STORE-FAILED', // system error
  XX001: 'ACM-STORE-DAMAGED', // data corrupted
  XX002: 'ACM-STORE-DAMAGED', // index corrupted
}

const stateOf = (error: unknown): string | undefined => {
  const { code } = error as { code?: unknown }
  return error instanceof Error && typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** The transaction was rolled back for another's sake, and may be done again. */
export const isTransient = (error: unknown): boolean => ['40001', '40P01'].includes(stateOf(error) ?? '')

/** The `Problem` for an error of the server or of the connection to it; any other error comes back as it is. */
export function explain(error: unknown, where: string): unknown {
  if (!(error instanceof Error)) return error
  const state = stateOf(error)
  if (state !== undefined) {
    const code = codes[state] ?? codes[state.slice(0, 3)] ?? codes[state.slice(0, 2)]
    return code ? storeProblem(code, where, `${error.message} (PostgreSQL ${state})`, error) : error
  }
  if (error.message.startsWith('SASL')) return storeProblem('ACM-STORE-REFUSED', where, error.message, error)
  // Node's own, of several addresses an AggregateError without a message; pg says these without a code.
  const { code = '', errors } = error as NodeJS.ErrnoException & { errors?: readonly Error[] }
  if (!/^E[A-Z]+$/.test(code) && !/^(Connection terminated|timeout ex|Client has encountered)/.test(error.message)) return error
  return storeProblem('ACM-STORE-UNREACHABLE', where, error.message || (errors?.[0]?.message ?? code), error)
}
