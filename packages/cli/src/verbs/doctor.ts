import { existsSync, statfsSync, statSync } from 'node:fs'
import { availableParallelism, freemem, totalmem } from 'node:os'
import { dirname, resolve } from 'node:path'
import { isAddress, shownPlace } from '@acm/store/place'
import type { Options } from '../flags/definitions.ts'
import { checkTarget } from '../output/whole-file.ts'
import { asProblem, exitCodeOf, exitCodes } from '../problem.ts'
import { DEFAULT_STORE, openOrMake } from '../store/open.ts'
import type { Verb } from './verb.ts'

export interface Finding {
  readonly subject: 'node' | 'backend' | 'threads' | 'memory' | 'store'
  readonly state: 'fine' | 'notice' | 'problem'
  readonly text: string
  readonly cure?: string
  /** The exit code a problem asks for. */
  readonly exitCode?: number
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

function node(): Finding {
  return { subject: 'node', state: 'fine', text: `${process.versions.node} on ${process.platform} ${process.arch}` }
}

/** The engine that an analysis would use; forcing one that is not available is a problem. */
async function engine({ backend, threads }: Options): Promise<Finding[]> {
  const kernels = await import('@acm/kernels')
  try {
    const chosen = kernels.configure({ ...(backend && { backend }), ...(threads !== undefined && { threads }) })
    const reasons = Object.entries(chosen.reasons).map(
      ([name, reason]): Finding => ({ subject: 'backend', state: 'notice', text: `not ${name}: ${reason}` }),
    )
    return [{ subject: 'backend', state: 'fine', text: chosen.name }, ...reasons, threadsFinding(chosen.threads)]
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return [
      {
        subject: 'backend',
        state: 'problem',
        text: error.message,
        cure: 'leave --backend, --threads, ACM_BACKEND and ACM_THREADS out, or choose another',
        exitCode: exitCodes.failure,
      },
    ]
  }
}

function threadsFinding(threads: number): Finding {
  const cores = availableParallelism()
  const text = `${threads} of ${cores} ${cores === 1 ? 'core' : 'cores'}`
  if (threads <= cores) return { subject: 'threads', state: 'fine', text }
  return {
    subject: 'threads',
    state: 'notice',
    text: `${threads} threads on ${text.replace(/^\d+ of /, '')}`,
    cure: `more threads than cores only wait for each other: --threads ${cores}`,
  }
}

/** 500 MB is what an analysis of 10,000 × 50 takes, twice over. */
const ENOUGH_BYTES = 5e8

function memory(): Finding {
  const limit = process.constrainedMemory()
  const total = limit > 0 && limit < totalmem() ? limit : totalmem()
  const free = Math.min(total, process.availableMemory?.() ?? freemem())
  const text = `${gigabytes(free)} free of ${gigabytes(total)}`
  if (free >= ENOUGH_BYTES) return { subject: 'memory', state: 'fine', text }
  return {
    subject: 'memory',
    state: 'problem',
    text,
    cure: 'close other programs, or raise the memory limit of the container',
    exitCode: exitCodes.failure,
  }
}

function freeBytes(path: string): number {
  let folder = dirname(resolve(path))
  while (!existsSync(folder)) folder = dirname(folder)
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** Looks at the store without making it: an absent one is fine where it could be made. */
async function store({ store: path = DEFAULT_STORE }: Options): Promise<Finding> {
  if (path === false) return { subject: 'store', state: 'fine', text: 'none, --no-store was given' }
  try {
    if (!isAddress(path)) checkTarget(path)
    if (!isAddress(path) && !existsSync(path))
      return { subject: 'store', state: 'fine', text: `${path} will be made by the first analysis; ${gigabytes(freeBytes(path))} free on its disk` }
    await using opened = await openOrMake(path)
    const runs = await opened.listRuns()
    const room = isAddress(path) ? '' : `, ${(statSync(path).size / 1e6).toFixed(1)} MB; ${gigabytes(freeBytes(path))} free on its disk`
    return { subject: 'store', state: 'fine', text: `${shownPlace(path)}: ${runs.length} runs${room}` }
  } catch (error) {
    const problem = asProblem(error)
    return { subject: 'store', state: 'problem', text: problem.message, cure: problem.cure, exitCode: exitCodeOf(problem) }
  }
}

function lines({ subject, state, text, cure }: Finding): string[] {
  const mark = { fine: 'ok', notice: 'note', problem: 'PROBLEM' }[state]
  return [`${subject.padEnd(9)} ${mark.padEnd(8)} ${text}`, ...(cure ? [`${' '.repeat(19)}cure: ${cure}`] : [])]
}

export const doctor: Verb = async ({ options, terminal }) => {
  const findings = [node(), ...(await engine(options)), memory(), await store(options)]
  if (options.json) terminal.print(JSON.stringify({ schemaVersion: 1, findings: findings.map(({ exitCode: _, ...finding }) => finding) }))
  else terminal.print(findings.flatMap(lines).join('\n'))
  return Math.max(exitCodes.fine, ...findings.map(({ exitCode }) => exitCode ?? exitCodes.fine))
}
