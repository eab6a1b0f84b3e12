// Elementary functions, element by element, from the program so that their last bits are the same on every host.
//
// Reference   numpy.exp, numpy.log
// Cost        about 5 ns an element
// Error       below 1 unit in the last place (AssemblyScript's port of musl's exp and log)
// Missing     a non-finite element gives NaN; so does the logarithm of a negative number; log 0 is −Inf

import { isObserved } from '../lib/column/observed'
import { shareBegin, shareEnd } from '../lib/team'

/** out = eˣ; beyond 709.78 it overflows to +Inf. */
export function exp(team: usize, x: usize, length: i32, out: usize): void {
  for (let i = shareBegin(team, length), end = shareEnd(team, length); i < end; i++) {
    const value = load<f64>(x + (<usize>i << 3))
    store<f64>(out + (<usize>i << 3), isObserved(value) ? Math.exp(value) : NaN)
  }
}

/** out = natural logarithm of x. */
export function log(team: usize, x: usize, length: i32, out: usize): void {
  for (let i = shareBegin(team, length), end = shareEnd(team, length); i < end; i++) {
    const value = load<f64>(x + (<usize>i << 3))
    store<f64>(out + (<usize>i << 3), isObserved(value) && value >= 0 ? Math.log(value) : NaN)
  }
}
