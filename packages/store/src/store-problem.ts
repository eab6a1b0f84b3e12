import { Problem } from '@acm/contract'

interface Kind {
  /** Begins the message; what the database itself said follows. */
  readonly title: string
  readonly cure: string
}

const kinds = {
  'ACM-STORE-NOT-WRITABLE': {
    title: 'the store cannot be written',
    cure: 'Choose a place for the store that you may write to.',
  },
  'ACM-STORE-FULL': {
    title: 'the disk is full, so the run was not stored',
    cure: 'Free some space, or move the store to another disk, and run again. The runs stored before are intact.',
  },
  'ACM-STORE-LOCKED': {
    title: 'another process is using the store and did not let go in time',
    cure: 'Wait until the other program has finished, or close it, and run again. Nothing of this run was stored.',
  },
  'ACM-STORE-UNREACHABLE': {
    title: 'the database server cannot be reached',
    cure: 'Check that the server runs, that its host and port are right, and the network in between.',
  },
  'ACM-STORE-REFUSED': {
    title: 'the database server refused the connection',
    cure: 'Check the user, the password and the name of the database, which must exist.',
  },
  'ACM-STORE-NOT-A-DATABASE': {
    title: 'the file is not a database',
    cure: 'Choose another place for the store, or move this file away. It was not changed.',
  },
  'ACM-STORE-FOREIGN': {
    title: 'the file is a database of another program',
    cure: 'Choose another place for the store. This one was not changed.',
  },
  'ACM-STORE-NEWER': {
    title: 'the store was written by a newer version of this program',
    cure: 'Update this program, or choose another place for the store. This one was not changed.',
  },
  'ACM-STORE-DAMAGED': {
    title: 'the store is damaged',
    cure: 'Restore the file from a backup, or move it away and analyse the histories again.',
  },
  'ACM-STORE-FAILED': {
    title: 'the store could not be read or written',
    cure: 'Check the disk and the connection to it, and run again. Nothing of this run was stored.',
  },
} satisfies Record<string, Kind>

export type StoreProblemCode = keyof typeof kinds

/** A store at `where`, its path or its address without a password, that cannot do what was asked; `cause` is the error underneath. */
export const storeProblem = (code: StoreProblemCode, where: string, detail: string, cause?: unknown): Problem =>
  new Problem(code, `${kinds[code].title}: ${detail}`, kinds[code].cure, { where, cause })
