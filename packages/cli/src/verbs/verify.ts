import { Problem } from '@acm/contract'
import { type BackendName, backendNames } from '@acm/kernels'
import type { Proof, Verification, Worst } from '@acm/kernels/verify'
import type { Options } from '../flags/definitions.ts'
import { exitCodes } from '../problem.ts'
import type { Verb } from './verb.ts'

const figure = (value: number): string => (value === 0 ? '0' : Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'infinite')

/** Text in columns as wide as their widest cell; the first two from the left, figures from the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i > 1 && i < 6 ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd(),
  )
}

const header = ['function', 'backend', 'cases', 'numbers', 'error', 'bound', 'in', 'verdict']

const cells = ({ kernel, backend, cases, numbers, error, bound, unit, passed }: Proof): string[] => [
  kernel,
  backend,
  String(cases),
  String(numbers),
  figure(error),
  bound === 0 ? 'exact' : figure(bound),
  unit,
  passed ? 'ok' : 'FAILED',
]

const failureLine = ({ kernel, backend, worst }: Proof): string => {
  const { case: name, output, index, actual, exact } = worst as Worst
  return `FAILED ${kernel} on ${backend}: ${name}, ${output}[${index}] is ${actual}, exactly ${exact}`
}

function verdict({ proofs }: Verification): string {
  const failed = proofs.filter(({ passed }) => !passed).length
  const kernels = new Set(proofs.map(({ kernel }) => kernel)).size
  const numbers = proofs.reduce((sum, proof) => sum + proof.numbers, 0).toLocaleString('en-US')
  return failed ? `${failed} of ${proofs.length} proofs failed` : `${kernels} kernels, ${numbers} numbers: every bound is kept`
}

function lines(verification: Verification): string[] {
  const { proofs, skipped, without, unread } = verification
  return [
    ...table([header, ...proofs.map(cells)]),
    '',
    ...Object.entries(skipped).map(([name, reason]) => `not on ${name}: ${reason}`),
    ...(without.length ? [`without stored values: ${without.join(', ')}`] : []),
    ...unread.map(({ kernel, where, reason }) => `UNREAD ${where}: ${reason} (${kernel})`),
    ...proofs.filter(({ passed }) => !passed).map(failureLine),
    verdict(verification),
  ]
}

/** JSON has no NaN and no infinities. */
const speakable = (_: string, value: unknown): unknown => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value)

/** What is to be proved; forcing an engine that does not run here is a failure, not a proof of nothing. */
async function proved({ backend = 'auto', threads, values }: Options): Promise<Verification> {
  const { verify } = await import('@acm/kernels/verify')
  const backends: readonly BackendName[] = backend === 'auto' ? backendNames : [backend]
  try {
    return verify({ backends, ...(threads !== undefined && { threads }), ...(values !== undefined && { folder: values }) })
  } catch (error) {
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code === undefined) throw error
    const cure = values === undefined ? 'install acm anew, or run npm run build' : 'give a folder of JSON files like oracle/'
    throw new Problem('ACM-SOURCE-VALUES', `the stored values cannot be read: ${(error as Error).message}`, cure, { where: values })
  }
}

export const verify: Verb = async ({ options, terminal }) => {
  const verification = await proved(options)
  const { proofs, unread, skipped } = verification
  const reason = options.backend && skipped[options.backend as BackendName]
  if (reason)
    throw new Problem('ACM-BACKEND', `backend ${options.backend} is not available here: ${reason}`, 'leave --backend out, or choose another')
  if (!proofs.length)
    throw new Problem('ACM-SOURCE-VALUES', 'there are no stored values to hold a kernel against', 'give another folder', { where: options.values })
  const passed = unread.length === 0 && proofs.every((proof) => proof.passed)
  terminal.print(options.json ? JSON.stringify({ schemaVersion: 1, passed, ...verification }, speakable) : lines(verification).join('\n'))
  return passed ? exitCodes.fine : exitCodes.failure
}
