// What definitions of several families say in the same words.
import { int, matrix } from './definition.ts'

/** The argument of nearly every kernel: one sensor a column. */
export const histories = matrix('Sensor histories, one column each; a value that is not finite is missing.')

export const rollingArgs = {
  x: histories,
  window: int('Rows of a window: row i sees rows i-window+1 … i.', { min: 1, max: 2 ** 31 - 1 }),
  minPeriods: int('Least number of observed values of a window that gives a result.', { min: 0, max: 'window', default: 'window' }),
} as const

export const sameShape = (doc: string) => ({ out: { shape: ['rows', 'cols'], doc } }) as const
export const interleaved = (doc: string) => ({ out: { shape: ['rows', [2, 'cols']], doc } }) as const
export const perColumn = (doc: string) => ({ out: { shape: ['cols'], doc } }) as const
export const perValue = (ns: number) => ({ ns, per: ['rows', 'cols'] }) as const
