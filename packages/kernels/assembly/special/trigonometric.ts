// Sine, cosine and powers, element by element, from the program so that their last bits are the same on every host.
//
// Reference   numpy.sin, numpy.cos, numpy.power
// Cost        about 10 ns an element, beyond 1.6e6 about 30; powers about 25
// Error       below 1 unit in the last place (AssemblyScript's port of musl's sin, cos and pow); beyond |x| = 1.6e6 the reduction keeps
//             about 100 bits after the point, so a sine or cosine below 1e-13 there is right to 1e-29 absolute, not to its last place
// Missing     a non-finite element gives NaN; so does a negative number to a power that is not whole

import { isObserved } from '../lib/column/observed'
import { shareBegin, shareEnd } from '../lib/team'

/** out = sine of x, in radians. */
export function sin(team: usize, x: usize, length: i32, out: usize): void {
  for (let i = shareBegin(team, length), end = shareEnd(team, length); i < end; i++) {
    const value = load<f64>(x + (<usize>i << 3))
    store<f64>(out + (<usize>i << 3), isObserved(value) ? Math.sin(value) : NaN)
  }
}

/** out = cosine of x, in radians. */
export function cos(team: usize, x: usize, length: i32, out: usize): void {
  for (let i = shareBegin(team, length), end = shareEnd(team, length); i < end; i++) {
    const value = load<f64>(x + (<usize>i << 3))
    store<f64>(out + (<usize>i << 3), isObserved(value) ? Math.cos(value) : NaN)
  }
}

function power(base: f64, exponent: f64): f64 {
  if (!isObserved(base) || !isObserved(exponent)) return NaN
  if (base < 0 && floor(exponent) != exponent) return NaN
  return Math.pow(base, exponent)
}

/** out = x to the power y. */
export function pow(team: usize, x: usize, length: i32, y: usize, lengthY: i32, out: usize): void {
  for (let i = shareBegin(team, length), end = shareEnd(team, length); i < end; i++)
    store<f64>(out + (<usize>i << 3), power(load<f64>(x + (<usize>i << 3)), load<f64>(y + (<usize>i << 3))))
}
