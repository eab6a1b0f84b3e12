import { type StoreProblemCode, storeProblem } from '../store-problem.ts'

/** Primary result codes, https://sqlite.org/rescode.html; what is not listed (a broken constraint, wrong SQL) is our own mistake. */
const codes: Readonly<Record<number, StoreProblemCode>> = {
  3: 'ACM-STORE-NOT-WRITABLE', // SQLITE_PERM
  5: 'ACM-STORE-LOCKED', // SQLITE_BUSY
  6: 'ACM-STORE-LOCKED', // SQLITE_LOCKED
  8: 'ACM-STORE-NOT-WRITABLE', // SQLITE_READONLY
  10: 'ACM-STORE-FAILED', // SQLITE_IOERR
  11: 'ACM-STORE-DAMAGED', // SQLITE_CORRUPT
  13: 'ACM-STORE-FULL', // SQLITE_FULL
  14: 'ACM-STORE-NOT-WRITABLE', // SQLITE_CANTOPEN
  15: 'ACM-STORE-FAILED', // SQLITE_PROTOCOL
  26: 'ACM-STORE-NOT-A-DATABASE', // SQLITE_NOTADB
}

/** The `Problem` for an error of `node:sqlite` or of the file system; any other error comes back as it is. */
export function explain(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error
  if ('errcode' in error) return explainSqlite(error, Number(error.errcode), path)
  if ('syscall' in error)
    return storeProblem('code' in error && error.code === 'ENOSPC' ? 'ACM-STORE-FULL' : 'ACM-STORE-NOT-WRITABLE', path, error.message, error)
  return error
}

function explainSqlite(error: Error, resultCode: number, path: string): Error {
  // The primary code is the lowest byte of an extended one.
  const code = codes[resultCode & 0xff]
  return code ? storeProblem(code, path, `${error.message} (SQLite ${resultCode})`, error) : error
}
