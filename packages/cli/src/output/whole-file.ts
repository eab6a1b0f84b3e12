// Output files appear whole or not at all: written beside the target under a temporary name, flushed, then renamed.
// Several files of one run are written first and renamed together at the end, so a failure leaves none of them.

import { accessSync, closeSync, constants, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { outputProblem, usage } from '../problem.ts'

/** The temporary name of a file while this process writes it; the same in every thread, so any can remove it. */
export const temporaryName = (path: string): string => join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)

export function removeTemporary(paths: readonly string[]): void {
  for (const path of paths) rmSync(temporaryName(path), { force: true })
}

/** Refuses a target that can be seen to be unwritable, before any work is done; raises ACM-STORE-OUTPUT. Makes nothing. */
export function checkTarget(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw outputProblem(path, { code: 'EISDIR' })
  let folder = dirname(path)
  while (dirname(folder) !== folder && !exists(folder)) folder = dirname(folder)
  if (!statSync(folder).isDirectory()) throw outputProblem(path, { code: 'ENOTDIR' })
  try {
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw outputProblem(path, error)
  }
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOTDIR'
  }
}

/** A file being written under its temporary name. */
class PartialFile {
  readonly path: string
  #file: number | undefined

  constructor(path: string) {
    this.path = path
    mkdirSync(dirname(path), { recursive: true })
    this.#file = openSync(temporaryName(path), 'w')
  }

  append(piece: string | Uint8Array): void {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file as number, bytes, written)
  }

  close(flush = true): void {
    if (this.#file === undefined) return
    const file = this.#file
    this.#file = undefined
    try {
      if (flush) fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }
}

/** The files of one run. */
export class WholeFiles {
  readonly #files: PartialFile[] = []

  /** Writes the pieces to the temporary file of `path`, with a pause before each where `pause` is given. Raises ACM-STORE-OUTPUT where the disk refuses. */
  async write(path: string, pieces: Iterable<string | Uint8Array>, pause?: () => Promise<void>): Promise<void> {
    const file = this.#guarded(path, () => new PartialFile(path))
    this.#files.push(file)
    for (const piece of pieces) {
      await pause?.()
      this.#guarded(path, () => file.append(piece))
    }
    this.#guarded(path, () => file.close())
  }

  #guarded<T>(path: string, work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw outputProblem(path, error)
    }
  }

  /** Gives every file its name. */
  commit(): void {
    for (const { path } of this.#files) this.#guarded(path, () => renameSync(temporaryName(path), path))
    this.#files.length = 0
  }

  /** Removes what was written and not committed. */
  discard(): void {
    for (const file of this.#files) file.close(false)
    removeTemporary(this.#files.splice(0).map(({ path }) => path))
  }
}

/** Raises ACM-USAGE-EXISTS where a file exists and is not to be overwritten, ACM-STORE-OUTPUT where it could not be written. */
export function checkFree(path: string, force: boolean | undefined): void {
  if (existsSync(path) && !force) throw usage('EXISTS', `${path} exists already`, 'give another name, or --force to overwrite it', path)
  checkTarget(path)
}

/** Writes one file whole or not at all. Raises ACM-USAGE-EXISTS where it exists and is not to be overwritten, ACM-STORE-OUTPUT where it cannot be written. */
export async function writeWhole(path: string, pieces: Iterable<string>, force: boolean | undefined): Promise<void> {
  checkFree(path, force)
  const files = new WholeFiles()
  try {
    await files.write(path, pieces)
    files.commit()
  } finally {
    files.discard()
  }
}
