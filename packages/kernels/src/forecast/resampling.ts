import { defineKernel } from '../kernel/define.ts'
import { int, number, relative, vector } from '../kernel/definition.ts'
import { histories } from '../kernel/shapes.ts'
import * as reference from '../reference/forecast/resampling.ts'

const family = 'forecast'
const x = histories
const seed = int('Of the random numbers: the same seed gives the same result on every machine.', { min: 0, max: 2 ** 31 - 1, default: 0 })

/**
 * Change points: the rows at which the levels of the columns jump together, so many that another would not lower the squared deviations from the
 * segments' means by `penalty`; exact (PELT). `starts` is 1 where a segment begins, but for the first, else 0; `count` how many there are.
 *
 * A missing value counts as the column's mean. The penalty is in squared units of x: 2·σ²·cols·log rows (σ² the variance within segments) is usual,
 * so scale columns to one noise first. Fewer than 2·minSize rows have none. Raises RangeError for a negative penalty. Cost: rows·cols times the
 * beginnings still open, few where there are changes. Source: Killick, Fearnhead and Eckley, JASA 107 (2012); `ruptures.Pelt(model='l2', jump=1)`.
 */
export const changePoints = defineKernel({
  name: 'changePoints',
  family,
  args: {
    x,
    penalty: number('What a change must save, in squared units of x.', { min: 0, max: 1e300 }),
    minSize: int('Fewest rows of a segment.', { min: 1, max: 'rows', default: { of: 2, atMost: 'rows' } }),
  },
  out: {
    starts: { shape: ['rows'], doc: '1 where a segment begins, but for the first.' },
    count: { shape: [1], doc: 'How many changes there are.' },
  },
  scratch: 'changePointsScratch',
  cost: { ns: 50, per: ['rows', 'cols'] },
  equals: relative(1e-12),
  reference: reference.changePoints,
})

/**
 * Circular block bootstrap: `draws` resamples of as many rows, put together from blocks of `blockLength` rows (1: single rows) that keep what
 * neighbours have in common; of each the mean and the `q` quantile of every column, draws × cols, whose spread says how sure those of x are.
 *
 * All columns of a draw have the same blocks. Missing values are drawn like others and not seen. Raises RangeError for blocks longer than x. Error: rows·
 * 2^-53. Cost: draws·rows·cols, with a selection each. Source: Künsch (1989); Politis and Romano (1992).
 */
export const blockBootstrap = defineKernel({
  name: 'blockBootstrap',
  family,
  args: {
    x,
    draws: int('Resamples.', { min: 1, max: 1_000_000, default: 200 }),
    blockLength: int('Rows of a block.', { min: 1, max: 'rows', default: 1 }),
    q: number('Which quantile.', { min: 0, max: 1, default: 0.5 }),
    seed,
  },
  out: {
    drawnMeans: { shape: ['draws', 'cols'], doc: 'Mean of each resample.' },
    drawnQuantiles: { shape: ['draws', 'cols'], doc: 'Its q quantile.' },
  },
  scratch: 'blockBootstrapScratch',
  cost: { ns: 3, per: ['draws', 'rows', 'cols'] },
  equals: relative(1e-12),
  reference: reference.blockBootstrap,
})

/**
 * Ways that a value may take from `start` on, by steps that were seen before: each of `paths` adds blocks of `blockLength` successive steps of x, drawn at
 * random, for `horizon` steps. `levels` (horizon × paths), and `crossings`: the number of the first step at which a path is at or below `threshold`,
 * NaN where it never is. Their quantiles are a forecast band and the life that is left.
 *
 * Steps that are missing are not drawn; without any the value stays. It fails where what drives the value changes: it knows no step that was not seen.
 * Raises RangeError for an argument out of range. Error: horizon·2^-53 of the largest level. Cost: paths·horizon additions. Source: Künsch (1989).
 */
export const monteCarloPaths = defineKernel({
  name: 'monteCarloPaths',
  family,
  args: {
    x: vector('Steps seen: differences of successive values.', 'rows'),
    start: number('The value now.', { min: -1e300, max: 1e300 }),
    threshold: number('Where a path has arrived.', { min: -1e300, max: 1e300 }),
    horizon: int('Steps ahead.', { min: 1, max: 1_000_000 }),
    paths: int('Paths.', { min: 1, max: 1_000_000, default: 1000 }),
    blockLength: int('Steps of a block.', { min: 1, max: 'rows', default: 1 }),
    seed,
  },
  out: {
    levels: { shape: ['horizon', 'paths'], doc: 'Value after each step.' },
    crossings: { shape: ['paths'], doc: 'First step at or below the threshold.' },
  },
  scratch: 'monteCarloPathsScratch',
  cost: { ns: 4, per: ['horizon', 'paths'] },
  equals: relative(1e-12),
  reference: reference.monteCarloPaths,
})
