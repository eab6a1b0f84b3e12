import { defineKernel } from '../kernel/define.ts'
import { relative, ulp, vector } from '../kernel/definition.ts'
import * as reference from '../reference/special/elementary.ts'

const family = 'special'
const perElement = (ns: number) => ({ ns, per: 'length' }) as const

/**
 * eˣ of each element. A non-finite element gives NaN; beyond 709.78 the result is +Inf. From the kernel program the last bits are the
 * same on every host, which `Math.exp` does not promise. Error: below 1 ulp. Cost: about 5 ns an element. Equals `numpy.exp`.
 */
export const exp = defineKernel({
  name: 'exp',
  family,
  args: { x: vector('Exponents.', 'length') },
  out: { out: { shape: ['length'], doc: 'eˣ of each element.' } },
  cost: perElement(5),
  equals: ulp(2),
  reference: reference.exp,
})

/**
 * Natural logarithm of each element. A non-finite or negative element gives NaN; 0 gives −Inf. From the kernel program the last bits
 * are the same on every host. Error: below 1 ulp. Cost: about 5 ns an element. Equals `numpy.log`.
 */
export const log = defineKernel({
  name: 'log',
  family,
  args: { x: vector('Numbers from 0.', 'length') },
  out: { out: { shape: ['length'], doc: 'Natural logarithm of each element.' } },
  cost: perElement(5),
  equals: ulp(2),
  reference: reference.log,
})

/**
 * Sine of each element, in radians. A non-finite element gives NaN. From the kernel program the last bits are the same on every host,
 * which `Math.sin` does not promise. Error: below 1 ulp; beyond |x| = 1.6e6, where the sine itself is below 1e-13, 1e-29 absolute.
 * Cost: about 10 ns an element, 30 beyond 10⁶. Equals `numpy.sin`.
 */
export const sin = defineKernel({
  name: 'sin',
  family,
  args: { x: vector('Angles in radians.', 'length') },
  out: { out: { shape: ['length'], doc: 'Sine of each element.' } },
  cost: perElement(10),
  equals: ulp(2),
  reference: reference.sin,
})

/** Cosine of each element, in radians; error, cost and NaN as of `sin`. Equals `numpy.cos`. */
export const cos = defineKernel({
  name: 'cos',
  family,
  args: { x: vector('Angles in radians.', 'length') },
  out: { out: { shape: ['length'], doc: 'Cosine of each element.' } },
  cost: perElement(10),
  equals: ulp(2),
  reference: reference.cos,
})

/**
 * x to the power y, element by element. A non-finite element of either gives NaN, and so does a negative number to a power that is not
 * whole; 0 to a negative power gives an infinity, anything to the power 0 gives 1. Raises RangeError when the lengths differ.
 * Error: below 1 ulp. Cost: about 25 ns an element. Equals `numpy.power`.
 */
export const pow = defineKernel({
  name: 'pow',
  family,
  args: { x: vector('Bases.', 'length'), y: vector('Exponents, as many.', 'length') },
  out: { out: { shape: ['length'], doc: 'x to the power y of each pair.' } },
  cost: perElement(25),
  equals: ulp(2),
  reference: reference.pow,
})

/**
 * Normal quantile of a probability given by its natural logarithm: z with log Φ(z) = x, so `ndtriExp(log p)` is Φ⁻¹(p) however small p
 * is. A non-finite element gives NaN, and so does one above 0, which is no probability; 0 gives +Inf. For a p-value p the normal
 * equivalent of 1 − p is −ndtriExp(log p).
 *
 * Error: below 1e-15 relative (measured), from −1.7e308 to −5e-324. Cost: about 45 ns an element. Equals `scipy.special.ndtri_exp`.
 * Method: Wichura, algorithm AS 241, Applied Statistics 37 (1988); beyond its range Newton's method on the series of Mills' ratio.
 */
export const ndtriExp = defineKernel({
  name: 'ndtriExp',
  family,
  args: { x: vector('Natural logarithms of probabilities, up to 0.', 'length') },
  out: { out: { shape: ['length'], doc: 'Normal quantiles.' } },
  cost: perElement(45),
  equals: relative(1e-14),
  reference: reference.ndtriExp,
})
