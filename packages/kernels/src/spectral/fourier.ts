import { defineKernel } from '../kernel/define.ts'
import { int, jointlyRelative, matrix, relative } from '../kernel/definition.ts'
import * as reference from '../reference/spectral/fourier.ts'

const family = 'spectral'
const history = matrix('Sensor histories, one column each; a column with a value that is not finite has no spectrum.')
const spectra = matrix('Real parts of the bins, one column a spectrum.')
const imaginary = matrix('Imaginary parts, of the same shape.')
const bins = { of: 'rows', over: 2, plus: 1 } as const

/**
 * Discrete Fourier transform of each column, X_k = Σ_j x_j·e^(−2πi·jk/rows) for k = 0 … ⌊rows/2⌋: `{ re, im }`, each
 * ⌊rows/2⌋+1 × cols, in the unit of x. Bin k is at k/rows cycles a row. A column with a missing value is NaN throughout, and so is
 * one whose magnitudes add up to more than 2^1000.
 *
 * Raises nothing of its own. Error: below 1e-15 of the largest bin, at any length (measured 5e-16). Cost: O(rows·log rows) at every
 * length: about 1.6 ns a value at rows = 10,000 = 2^4·5^4, twice that at odd lengths 3^b·5^c, eight times where a prime above 5 divides.
 * Equals `scipy.fft.rfft(x, axis=0)`. Method: Stockham passes of radix 4, 2, 3 and 5, and Bluestein's convolution for the other lengths.
 */
export const rfft = defineKernel({
  name: 'rfft',
  family,
  args: { x: history },
  out: {
    re: { shape: [bins, 'cols'], doc: 'Real parts, one row a bin.' },
    im: { shape: [bins, 'cols'], doc: 'Imaginary parts.' },
  },
  scratch: 'rfftScratch',
  cost: { ns: 2, per: ['rows', 'cols'] },
  equals: jointlyRelative(1e-12),
  reference: reference.rfft,
})

/**
 * The n real values of each column whose spectrum is x + i·im: n × cols, the inverse of `rfft` when n is the length it was given. As in
 * SciPy, bins beyond ⌊n/2⌋ are not read, those that are wanted and not given are 0, and the imaginary parts of bin 0 and, with even n, of
 * bin n/2 are not read. A column that reads a value that is not finite, or values whose magnitudes add up to more than 2^1000, is NaN.
 *
 * Raises RangeError when n is not a whole number from 1 to 2^29, or `im` has another shape than x. Error and cost are those of `rfft`.
 * Equals `scipy.fft.irfft(x + 1j * im, n, axis=0)`.
 */
export const irfft = defineKernel({
  name: 'irfft',
  family,
  args: {
    x: spectra,
    im: imaginary,
    n: int('Values to return.', { min: 1, max: 2 ** 29, default: { of: [2, 'rows'], plus: -2 } }),
  },
  out: { out: { shape: ['n', 'cols'], doc: 'Values, one column each.' } },
  scratch: 'irfftScratch',
  cost: { ns: 2, per: ['n', 'cols'] },
  equals: relative(1e-12),
  reference: reference.irfft,
})
