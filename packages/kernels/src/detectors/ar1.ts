import { ar1Contributions, ar1Fit, ar1Score } from '../detector.ts'
import type { MatrixLike } from '../kernel/arguments.ts'
import { type JsonNumbers, type ModelJson, modelNumbers, openModel, plainArrays, readNumbers, toJsonNumbers } from './model.ts'

const MODEL = 'ar1'
const VERSION = 1

export interface Ar1Json extends ModelJson {
  readonly center: JsonNumbers
  readonly phi: JsonNumbers
  readonly scale: JsonNumbers
}

interface Ar1Arrays {
  readonly center: Float64Array
  readonly phi: Float64Array
  readonly scale: Float64Array
}

/**
 * First-order autoregression of each sensor: how far is each value from what the one before it suggests? See `ar1Fit` and `ar1Score`.
 *
 * It sees jumps, spikes and a change of dynamics in single sensors. It fails on slow single-sensor faults: with φ near 1 a ramp looks like
 * the next step of itself, and after a step only the first row stands out (smooth the score). It is blind to relations between sensors.
 * A quantised or stuck sensor has residuals of mostly 0 and a scale at its floor, so that one step of it owns the score: scale such
 * sensors first, or set them aside.
 */
export class Ar1 {
  /** Median of each sensor. */
  readonly center: Float64Array
  /** Coefficient of each sensor on its predecessor. */
  readonly phi: Float64Array
  /** Robust standard deviation of each sensor's residuals. */
  readonly scale: Float64Array

  private constructor({ center, phi, scale }: Ar1Arrays) {
    this.center = modelNumbers(center)
    this.phi = modelNumbers(phi)
    this.scale = modelNumbers(scale)
  }

  /** Learns from training rows (rows × sensors); a sensor never observed takes no part in scores. */
  static fit(x: MatrixLike): Ar1 {
    return new Ar1(plainArrays(ar1Fit(x)))
  }

  /** Mean of |residual|/scale over the observed sensors of each row; NaN for a row without any. Raises RangeError for another number of sensors. */
  score<X extends MatrixLike>(x: X) {
    return ar1Score(x, this.#arrays())
  }

  /** |residual|/scale of every sensor, rows × sensors; NaN where missing. Raises RangeError for another number of sensors. */
  contributions<X extends MatrixLike>(x: X) {
    return ar1Contributions(x, this.#arrays())
  }

  toJSON(): Ar1Json {
    const { center, phi, scale } = this
    return { model: MODEL, version: VERSION, center: toJsonNumbers(center), phi: toJsonNumbers(phi), scale: toJsonNumbers(scale) }
  }

  /** The model that `toJSON` gave, bit for bit. Raises RangeError for another model, a newer version or arrays that do not fit. */
  static fromJSON(json: unknown): Ar1 {
    const fields = openModel(json, MODEL, VERSION)
    const center = readNumbers(fields, 'center')
    return new Ar1({ center, phi: readNumbers(fields, 'phi', center.length), scale: readNumbers(fields, 'scale', center.length) })
  }

  #arrays(): Ar1Arrays {
    return { center: this.center, phi: this.phi, scale: this.scale }
  }
}
