import { defineKernel } from '../kernel/define.ts'
import { number, relative, vector } from '../kernel/definition.ts'
import { histories, perValue } from '../kernel/shapes.ts'
import * as reference from '../reference/detector/cusum.ts'

const family = 'detector'
const x = histories

/**
 * Level and width of each sensor in training: the median, and max(1.4826·MAD, half the standard deviation about it); a scale of NaN for a sensor
 * that does not vary or was never observed.
 *
 * It fails where the level follows the load (give it residuals or a fused score instead of raw sensors) and where healthy rows drift; positive
 * autocorrelation brings false alarms, for which the slack must be larger. Cost: two selections a column.
 */
export const cusumFit = defineKernel({
  name: 'cusumFit',
  family,
  args: { x },
  out: { center: { shape: ['cols'], doc: 'Medians.' }, scale: { shape: ['cols'], doc: 'Width of each sensor, in its unit.' } },
  scratch: 'cusumFitScratch',
  cost: perValue(8),
  columnwise: true,
  equals: relative(1e-12),
  reference: reference.cusumFit,
})

const model = {
  center: vector('Level of each sensor, from cusumFit.', 'cols'),
  scale: vector('Width of each sensor, from cusumFit.', 'cols'),
  slack: number('What a row may lie off the level without counting, in scales: half the shift that is to be found.', {
    min: 0,
    max: 1e6,
    default: 0.5,
  }),
} as const

/**
 * Anomaly score of each row: the largest cumulative sum, S⁺_t = max(0, S⁺_{t−1} + z_t − slack) or S⁻ likewise with −z, over the sensors, from 0
 * before the first row, in scales. A missing value leaves the sums as they are; NaN until a sensor was observed. 5 is the usual limit: with a slack of
 * 0.5 independent normal rows pass it once in 465 (Montgomery, table 9.3, for one sensor).
 *
 * Raises RangeError unless the model has one entry a column. Cost: about 4 ns a value. Source: Page, Biometrika 41 (1954).
 */
export const cusumScore = defineKernel({
  name: 'cusumScore',
  family,
  args: { x, ...model },
  out: { out: { shape: ['rows'], doc: 'Largest cumulative sum.' } },
  scratch: 'cusumScoreScratch',
  cost: perValue(4),
  equals: relative(1e-12),
  reference: reference.cusumScore,
})

/**
 * The cumulative sums of every sensor, rows × cols: `upper` S⁺ and `lower` S⁻, whose largest is the score; NaN for a sensor without a scale, and
 * before its first value.
 *
 * Raises RangeError unless the model has one entry a column. Cost: about 4 ns a value.
 */
export const cusumContributions = defineKernel({
  name: 'cusumContributions',
  family,
  args: { x, ...model },
  out: { upper: { shape: ['rows', 'cols'], doc: 'S⁺, in scales.' }, lower: { shape: ['rows', 'cols'], doc: 'S⁻, in scales.' } },
  cost: perValue(4),
  equals: relative(1e-12),
  reference: reference.cusumContributions,
})
