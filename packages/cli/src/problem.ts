import { type Means, Problem } from '@acm/contract'

export const usage = (kind: string, message: string, cure: string, where?: string) => new Problem(`ACM-USAGE-${kind}`, message, cure, { where })

export const exitCodes = { fine: 0, failure: 1, usage: 2, data: 3, unreachable: 4, anomalies: 10, interrupted: 130 } as const

const exitCodeByPrefix: readonly (readonly [string, number])[] = [
  ['ACM-USAGE', exitCodes.usage],
  ['ACM-DATA', exitCodes.data],
  ['ACM-SOURCE', exitCodes.unreachable],
  ['ACM-STORE', exitCodes.unreachable],
  ['ACM-INTERRUPTED', exitCodes.interrupted],
]

export const exitCodeOf = (problem: Problem): number => exitCodeByPrefix.find(([prefix]) => problem.code.startsWith(prefix))?.[1] ?? exitCodes.failure

/** Anything thrown, as a problem; what no package foresaw becomes ACM-INTERNAL. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const message = error instanceof Error ? error.message || error.name : String(error)
  return new Problem('ACM-INTERNAL', message, 'this is a defect of acm: please report it with the output of the same command with --debug', {
    cause: error,
  })
}

const commands = {
  analyze: 'acm analyze FILE',
  episodes: 'acm episodes list',
  inspect: 'acm inspect FILE',
  models: 'acm models list',
  promote: 'acm models promote',
  runs: 'acm runs list',
  score: 'acm score FILE',
  silences: 'acm silence list',
  train: 'acm train FILE',
  undo: 'acm undo',
} as const

export const flagOf = (option: string): string => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** How the command line does what a cure asks for: " (--decimal, --delimiter)"; '' where there is nothing to name. */
export function meansText(means: readonly Means[]): string {
  const names = means.map((one) =>
    'option' in one ? flagOf(one.option) : [commands[one.task], one.of].filter((part) => part !== undefined).join(' '),
  )
  return names.length > 0 ? ` (${names.join(', ')})` : ''
}

/** The lines printed for a problem, without colour. */
export function problemLines(problem: Problem): string[] {
  const lines = [`error ${problem.code}: ${problem.message}`]
  if (problem.where) lines.push(`  where: ${problem.where}`)
  lines.push(`  cure: ${problem.cure}${meansText(problem.means)}`)
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
  return new Problem('ACM-STORE-OUTPUT', `could not write ${path}: ${reason}`, cure)
}
