import { defineKernel } from '../kernel/define.ts'
import { int, jointlyRelative, matrix, number, relative, vector } from '../kernel/definition.ts'
import * as reference from '../reference/spectral/density.ts'

const family = 'spectral'
const history = matrix('Sensor histories, one column each; a column with a value that is not finite gives NaN.')
/** Rates that neither overflow nor vanish when bins are counted in them. */
const fs = number('Rows a unit of time: the unit of frequencies is one over it.', { min: 1e-100, max: 1e100, default: 1 })

/**
 * Power of each column by frequency, of its deviations from its mean: ⌊rows/2⌋+1 × cols, in the square of the unit of x. Bin k is at
 * k·fs/rows; power_k = c·|Σ_j d_j·e^(−2πi·jk/rows)|²/rows², c = 2 but 1 for bin 0 and, with even rows, the last: the powers of a column
 * add up to its mean squared deviation. A column with a missing value, or with deviations that add up to more than 2^1000, is NaN.
 *
 * Raises nothing of its own. Error: below 2e-15 of the largest power. Cost: that of `rfft` and about 1 ns a value.
 * Equals `scipy.signal.periodogram(x, scaling='spectrum', axis=0)`.
 */
export const powerSpectrum = defineKernel({
  name: 'powerSpectrum',
  family,
  args: { x: history },
  out: { out: { shape: [{ of: 'rows', over: 2, plus: 1 }, 'cols'], doc: 'Power of each bin.' } },
  scratch: 'powerSpectrumScratch',
  cost: { ns: 3, per: ['rows', 'cols'] },
  equals: relative(1e-12),
  reference: reference.powerSpectrum,
})

/**
 * Energy of each column within bands of frequency: bands × cols, the sum of `powerSpectrum` over the bins with
 * low ≤ k·fs/rows < high. So the energies of bands that cover 0 … fs/2 (the last `high` above fs/2) add up to the mean squared deviation.
 * A band without a bin has 0, one with a NaN for an edge NaN; so has a column with a missing value.
 *
 * Raises RangeError when `low` and `high` differ in length. Error and cost: those of `powerSpectrum`. Equals sums over
 * `scipy.signal.periodogram(x, fs, scaling='spectrum', axis=0)`, whose frequencies are k·(1/(rows/fs)), rounded twice more than k·fs/rows.
 */
export const bandEnergy = defineKernel({
  name: 'bandEnergy',
  family,
  args: {
    x: history,
    low: vector('Lower edge of each band, which belongs to it.', 'bands'),
    high: vector('Upper edge of each band, which does not.', 'bands'),
    fs,
  },
  out: { out: { shape: ['bands', 'cols'], doc: 'Energy of each band, one row a band.' } },
  scratch: 'bandEnergyScratch',
  cost: { ns: 3, per: ['rows', 'cols'] },
  equals: relative(1e-12),
  reference: reference.bandEnergy,
})

/**
 * Period of the strongest oscillation of each column: cols numbers, rows/(k·fs) for the bin k ≥ 1 with the largest power of
 * `powerSpectrum`, in the unit of time of fs (rows, with fs = 1). Of bins whose powers agree within 1e-9 the longest period is taken.
 * NaN for a constant column, for one of a single row and for one with a missing value. A trend counts as a period of all rows: remove it first.
 *
 * Raises nothing of its own. Cost: that of `powerSpectrum`. Equals `1 / f[1:][p[1:].argmax()]` of `scipy.signal.periodogram`.
 */
export const dominantPeriod = defineKernel({
  name: 'dominantPeriod',
  family,
  args: { x: history, fs },
  out: { out: { shape: ['cols'], doc: 'Period of each column.' } },
  scratch: 'dominantPeriodScratch',
  cost: { ns: 3, per: ['rows', 'cols'] },
  equals: relative(1e-12),
  reference: reference.dominantPeriod,
})

/**
 * Power spectral density of each column by Welch's method: ⌊nperseg/2⌋+1 × cols, in the square of the unit of x over the unit of
 * frequency; bin k is at k·fs/nperseg. Segments of nperseg rows, each `nperseg − noverlap` after the one before, lose their mean, are
 * weighted by a periodic Hann window, and the mean of their squared transforms is scaled to a one-sided density. Rows beyond the last
 * whole segment are not read; a missing value in any segment makes the column NaN.
 *
 * Raises RangeError when nperseg is not from 1 to rows, or noverlap not from 0 to nperseg − 1. Error: below 2e-15 of the largest density.
 * Cost: O(cols·segments·nperseg·log nperseg), about 3 ns a value at nperseg = 256 and half overlap. Equals
 * `scipy.signal.welch(x, fs, nperseg=nperseg, noverlap=noverlap, axis=0)` (Hann, detrend='constant', scaling='density').
 */
export const welch = defineKernel({
  name: 'welch',
  family,
  args: {
    x: history,
    nperseg: int('Rows of a segment.', { min: 1, max: 'rows', default: { of: 'rows', atMost: 256 } }),
    noverlap: int('Rows that a segment shares with the next.', { min: 0, max: { of: 'nperseg', plus: -1 }, default: { of: 'nperseg', over: 2 } }),
    fs,
  },
  out: { out: { shape: [{ of: 'nperseg', over: 2, plus: 1 }, 'cols'], doc: 'Density of each bin.' } },
  scratch: 'welchScratch',
  cost: { ns: 5, per: ['rows', 'cols'] },
  columnwise: true,
  equals: relative(1e-12),
  reference: reference.welch,
})

/**
 * Transform of each column at one frequency, Σ_j x_j·e^(−2πi·j·frequency/fs): `{ re, im }`, cols numbers each, in the unit of x. The
 * frequency need not be that of a bin. Phases are exact to 1e-16 of a turn and the sum is taken as it stands, so there is none of the loss
 * of Goertzel's recurrence at low frequencies. A column with a missing value, or whose magnitudes add up to more than 2^1000, is NaN.
 *
 * Raises RangeError when frequency is not from 0 to fs. Error: below 1e-15 of Σ|x|. Cost: 40 ns a row, 0.7 ns a value.
 */
export const goertzel = defineKernel({
  name: 'goertzel',
  family,
  args: { x: history, fs, frequency: number('Frequency, in the unit of fs.', { min: 0, max: 'fs' }) },
  out: { re: { shape: ['cols'], doc: 'Real part.' }, im: { shape: ['cols'], doc: 'Imaginary part.' } },
  scratch: 'goertzelScratch',
  cost: { ns: 2, per: ['rows', 'cols'] },
  equals: jointlyRelative(1e-12),
  reference: reference.goertzel,
})
