import type { Problem } from '@acm/pipeline'

/** An error a user can meet: what happened, where, and what cures it. */
export class CliProblem extends Error implements Problem {
  readonly code: string
  readonly cure: string
  readonly where?: string

  constructor(code: string, message: string, cure: string, where?: string) {
    super(message)
    this.code = code
    this.cure = cure
    if (where !== undefined) this.where = where
  }
}

export const usage = (kind: string, message: string, cure: string, where?: string) => new CliProblem(`ACM-USAGE-${kind}`, message, cure, where)

export const exitCodes = { fine: 0, failure: 1, usage: 2, data: 3, unreachable: 4, anomalies: 10, interrupted: 130 } as const

const exitCodeByPrefix: readonly (readonly [string, number])[] = [
  ['ACM-USAGE', exitCodes.usage],
  ['ACM-DATA', exitCodes.data],
  ['ACM-SOURCE', exitCodes.unreachable],
  ['ACM-STORE', exitCodes.unreachable],
  ['ACM-INTERRUPTED', exitCodes.interrupted],
]

export const exitCodeOf = (problem: Problem): number => exitCodeByPrefix.find(([prefix]) => problem.code.startsWith(prefix))?.[1] ?? exitCodes.failure

function hasProblem(error: unknown): error is Problem {
  const { code, cure } = error as Partial<Problem>
  return typeof code === 'string' && code.startsWith('ACM-') && typeof cure === 'string'
}

/** Anything thrown, as a problem; what no package foresaw becomes ACM-INTERNAL. */
export function asProblem(error: unknown): Problem {
  if (typeof error === 'object' && error !== null && hasProblem(error)) return error
  const message = error instanceof Error ? error.message || error.name : String(error)
  return { code: 'ACM-INTERNAL', message, cure: 'this is a defect of acm: please report it with the output of the same command with --debug' }
}

/** The lines printed for a problem, without colour. */
export function problemLines(problem: Problem): string[] {
  const lines = [`error ${problem.code}: ${problem.message}`]
  if (problem.where) lines.push(`  where: ${problem.where}`)
  lines.push(`  cure: ${problem.cure}`)
  return lines
}

const systemReasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOSPC: ['the disk is full', 'free some space or write elsewhere'],
  EACCES: ['you may not write there', 'change the permissions or write elsewhere'],
  EPERM: ['you may not write there', 'change the permissions or write elsewhere'],
  EROFS: ['the file system is read-only', 'write elsewhere'],
  ENOENT: ['the folder does not exist', 'create the folder first'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'correct the path'],
  EISDIR: ['it is a folder', 'give the name of a file'],
}

/** A failed write of an output file, in words. */
export function outputProblem(path: string, error: unknown): Problem {
  const { code = '', message = code } = error as { code?: string; message?: string }
  const [reason, cure] = systemReasons[code] ?? [message, 'write elsewhere']
  return new CliProblem('ACM-STORE-OUTPUT', `could not write ${path}: ${reason}`, cure)
}
