import { pcaContributions, pcaFit, pcaReconstruct, pcaScore } from '../detector.ts'
import type { MatrixLike } from '../kernel/arguments.ts'
import { type JsonNumbers, type ModelJson, modelNumbers, openModel, plainArrays, readNumbers, readWhole, toJsonNumbers } from './model.ts'

const MODEL = 'pca'
const VERSION = 1

export interface PcaOptions {
  /** Share of the variance that the kept components must explain, in (0, 1]; 0.95. */
  readonly variance?: number
  /** How many components to keep instead; 0, the default: as many as `variance` needs. Never more than sensors − 1. */
  readonly components?: number
}

export interface PcaJson extends ModelJson {
  readonly center: JsonNumbers
  readonly vectors: JsonNumbers
  readonly eigenvalues: JsonNumbers
  readonly kept: number
}

interface PcaArrays {
  readonly center: Float64Array
  readonly vectors: Float64Array
  readonly eigenvalues: Float64Array
  readonly kept: number
}

/**
 * Principal component subspace: do the sensors still move together as they did in training? SPE measures what breaks the pattern, T² how
 * far a row lies along it. See `pcaFit` and `pcaScore`.
 *
 * It fails where the relations are not linear or change with the operating regime (fit one a regime), where one sensor's unit dwarfs the
 * others (scale first), and where training rows hold faults, whose direction it then keeps. T² is weak for small faults and rises with any
 * change of load; SPE spreads the residual of one sensor over its relatives, so the largest part is a lead, not a proof. In-sample scores
 * are too low: set limits on rows that were not fitted.
 */
export class Pca {
  /** Mean of each sensor. */
  readonly center: Float64Array
  /** All components, sensors × sensors, one unit vector a column. */
  readonly vectors: Float64Array
  /** Variances along the components, descending. */
  readonly eigenvalues: Float64Array
  /** How many leading components span the subspace; 0 where nothing varied in training. */
  readonly kept: number

  private constructor({ center, vectors, eigenvalues, kept }: PcaArrays) {
    this.center = modelNumbers(center)
    this.vectors = modelNumbers(vectors)
    this.eigenvalues = modelNumbers(eigenvalues)
    this.kept = kept
  }

  /** Learns from training rows (rows × sensors). Raises RangeError for an option out of range or values whose squares overflow. */
  static fit(x: MatrixLike, options: PcaOptions = {}): Pca {
    const { center, vectors, eigenvalues, kept } = plainArrays(pcaFit(x, { variance: options.variance, components: options.components }))
    if (!Number.isFinite(eigenvalues[0])) throw new RangeError('x holds deviations beyond 1e150, whose squares overflow; scale its columns first')
    return new Pca({ center, vectors, eigenvalues, kept: kept[0] })
  }

  /** `spe` and `t2` of each row; NaN for a row without any observed sensor. Raises RangeError for another number of sensors. */
  score<X extends MatrixLike>(x: X) {
    return pcaScore(x, this.#arrays())
  }

  /** `speParts` and `t2Parts`, rows × sensors: they add to the scores. Raises RangeError for another number of sensors. */
  contributions<X extends MatrixLike>(x: X) {
    return pcaContributions(x, this.#arrays())
  }

  /** What the subspace expects of every sensor, rows × sensors, in the unit of x. Raises RangeError for another number of sensors. */
  reconstruct<X extends MatrixLike>(x: X) {
    return pcaReconstruct(x, { center: this.center, vectors: this.vectors, kept: this.kept })
  }

  toJSON(): PcaJson {
    const { center, vectors, eigenvalues, kept } = this
    return {
      model: MODEL,
      version: VERSION,
      center: toJsonNumbers(center),
      vectors: toJsonNumbers(vectors),
      eigenvalues: toJsonNumbers(eigenvalues),
      kept,
    }
  }

  /** The model that `toJSON` gave, bit for bit. Raises RangeError for another model, a newer version or arrays that do not fit. */
  static fromJSON(json: unknown): Pca {
    const fields = openModel(json, MODEL, VERSION)
    const center = readNumbers(fields, 'center')
    return new Pca({
      center,
      vectors: readNumbers(fields, 'vectors', center.length ** 2),
      eigenvalues: readNumbers(fields, 'eigenvalues', center.length),
      kept: readWhole(fields, 'kept', Math.max(center.length - 1, 0)),
    })
  }

  #arrays(): PcaArrays {
    return { center: this.center, vectors: this.vectors, eigenvalues: this.eigenvalues, kept: this.kept }
  }
}
