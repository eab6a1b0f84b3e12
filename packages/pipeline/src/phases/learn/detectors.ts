// The detectors, fitted on scaled training rows. A higher score is more anomalous. Distances are taken as roots of SPE
// and T²: a root grows with the deviation itself, so one wild row does not own the tail of the calibration.

import type { Ar1, DetectorName, Forest, Gmm, Model, Pca, PerDetector, Scaling } from '@acm/contract'
import {
  ar1Contributions,
  ar1Fit,
  ar1Score,
  gmmContributions,
  gmmFit,
  gmmScore,
  isolationForestFit,
  isolationForestScore,
  omrContributions,
  omrFit,
  omrScore,
  pcaContributions,
  pcaFit,
  pcaReconstruct,
  pcaScore,
  rollingMean,
} from '@acm/kernels'
import { type Columns, column, emptyColumns, type Span, takeSpans } from '../../columns.ts'
import { quantileOf, sortedObserved } from '../../quantile.ts'
import { detectorNames, method } from '../../settings.ts'
import { fitScaling, scaleInPlace } from '../prepare/scaling.ts'
import { segments } from '../prepare/smoothing.ts'

export const perDetector = <T>(names: readonly DetectorName[], make: (name: DetectorName) => T): PerDetector<T> =>
  Object.fromEntries(names.map((name) => [name, make(name)]))

export type Scores = PerDetector<Float64Array>

export interface FitOptions {
  /** Standard deviations of the sensors over all operating states. */
  readonly whole: Float64Array
  /** Standard deviations of the same rows unsmoothed, where x is smoothed. */
  readonly unsmoothed?: Float64Array | undefined
  /** Detectors with a weight; all, where absent. */
  readonly wanted?: readonly DetectorName[]
  /** A model of more of the rows, whose numbers of components it shall have; absent: as many as explain 95 % of the variance, and as the criterion wants. */
  readonly like?: Model
  /** Of the forest and the mixture. */
  readonly seed?: number
}

/** Components of a mixture that are tried: each needs as many rows as a covariance has numbers in a row, several times over. */
const MOST_COMPONENTS = 5
const ROWS_PER_SENSOR = 20

/** With few rows for their sensors a covariance is noise beside its diagonal. */
function mixture(z: Columns, like: Gmm | undefined, seed: number): Gmm {
  const most = Math.max(1, Math.min(MOST_COMPONENTS, Math.floor(z.rows / (ROWS_PER_SENSOR * z.cols))))
  const only = like && Math.min(like.weights.filter((weight) => weight > 0).length, z.rows)
  const sizes = only === undefined ? { maxComponents: most } : { minComponents: only, maxComponents: only }
  const { center, spread, weights, means, factors, logDeterminants } = gmmFit(z, { ...sizes, seed, shrinkage: z.rows < 2 * z.cols ? 1 : 0 })
  return { center, spread, weights, means, factors, logDeterminants }
}

function forest(z: Columns, seed: number): Forest {
  const { rowsOfTree, sensors, ...trees } = isolationForestFit(z, { seed })
  return { ...trees, rowsOfTree: rowsOfTree[0], sensors: sensors[0] }
}

/**
 * Residual scales of at least half the spread that the autoregression leaves, σ·√(1 − φ²): a quantised sensor stands still
 * most of the time, its residuals have a MAD of 0, and one step of it would own the mean over the sensors.
 */
function withFloor(ar1: Ar1, { spread, scale }: Scaling): Ar1 {
  const left = (col: number): number => (0.5 * spread[col] * Math.sqrt(1 - ar1.phi[col] * ar1.phi[col])) / scale[col]
  return { ...ar1, scale: ar1.scale.map((value, col) => Math.max(value, left(col))) }
}

/** Fits scaling and detectors; overwrites `x` with its scaled values. */
export function fitModel(x: Columns, { whole, unsmoothed, like, wanted = detectorNames, seed = 0 }: FitOptions): Model {
  const scaling = fitScaling(x, whole, unsmoothed)
  const z = scaleInPlace(x, scaling)
  const ar1 = wanted.includes('ar1') ? withFloor(ar1Fit(z), scaling) : undefined
  const fitted = pcaFit(z, like ? { components: like.pca.kept } : { variance: method.variance })
  const usualAr1 = ar1 ? quantileOf(sortedObserved(ar1Score(z, ar1)), 0.5) : 0
  const omr = wanted.includes('omr') ? omrFit(z) : undefined
  const gmm = wanted.includes('gmm') ? mixture(z, like?.gmm, seed) : undefined
  const iforest = wanted.includes('iforest') ? forest(z, seed) : undefined
  const others = { ...(ar1 && { ar1 }), ...(omr && { omr }), ...(gmm && { gmm }), ...(iforest && { iforest }) }
  return { scaling, usualAr1, pca: { ...fitted, kept: fitted.kept[0] }, ...others }
}

/** Rows scored at a time: bounds the scaled copy. */
const TILE_ROWS = 8192

const root = (squares: Float64Array): Float64Array => squares.map((value) => Math.sqrt(Math.max(value, 0)))

/** Rows that begin a segment are scored against themselves: the second of each pair of equal rows is. */
function scoresOfStarts(z: Columns, rows: readonly number[], ar1: Ar1): Float64Array {
  const pairs = takeSpans(
    z,
    rows.flatMap((row) => [
      { begin: row, end: row + 1 },
      { begin: row, end: row + 1 },
    ]),
  )
  return ar1Score(pairs, ar1).filter((_, i) => i % 2 === 1)
}

function ar1Tile(z: Columns, starts: readonly number[], ar1: Ar1): Float64Array {
  const scores = ar1Score(z, ar1)
  if (starts.length > 0)
    scoresOfStarts(z, starts, ar1).forEach((score, i) => {
      scores[starts[i]] = score
    })
  return scores
}

/** Scaled rows of a span, with the row before it where there is one; `lead` says how many rows come before. */
function scaledTile(model: Model, x: Columns, { begin, end }: Span): { z: Columns; lead: number } {
  const lead = begin > 0 ? 1 : 0
  return { z: scaleInPlace(takeSpans(x, [{ begin: begin - lead, end }]), model.scaling), lead }
}

/** Tiles of a span, in order. */
export function tiles({ begin, end }: Span): Span[] {
  const count = Math.ceil((end - begin) / TILE_ROWS)
  return Array.from({ length: count }, (_, i) => ({ begin: begin + i * TILE_ROWS, end: Math.min(begin + (i + 1) * TILE_ROWS, end) }))
}

/** Scores of one tile by the detectors that were fitted. */
function tileScores(z: Columns, starts: readonly number[], { pca, ar1, omr, gmm, iforest }: Model): Scores {
  const { spe, t2 } = pcaScore(z, pca)
  return {
    pca_spe: root(spe),
    pca_t2: root(t2),
    ...(omr && { omr: omrScore(z, omr) }),
    ...(ar1 && { ar1: ar1Tile(z, starts, ar1) }),
    ...(gmm && { gmm: gmmScore(z, gmm) }),
    ...(iforest && { iforest: isolationForestScore(z, iforest) }),
  }
}

/** Detectors that a model can ask. */
const fittedIn = (model: Model): DetectorName[] => detectorNames.filter((name) => name.startsWith('pca_') || name in model)

/** Scores of the rows of a span, AR1's smoothed; `starts` are the rows of x that do not follow the one before. */
export function score(model: Model, x: Columns, span: Span, starts: readonly number[]): Scores {
  const names = fittedIn(model)
  const out = perDetector(names, () => new Float64Array(span.end - span.begin))
  for (const tile of tiles(span)) {
    const { z, lead } = scaledTile(model, x, tile)
    const own = starts.filter((row) => row >= tile.begin && row < tile.end).map((row) => row - tile.begin + lead)
    const scores = tileScores(z, own, model)
    for (const name of names) out[name].set(scores[name].subarray(lead), tile.begin - span.begin)
  }
  if (model.ar1) smoothAr1(out.ar1, span, starts, model.usualAr1)
  return out
}

/**
 * The autoregression's residuals as means over 16 rows, each stretch by itself and as if usual rows had gone before: one residual says next to nothing of a slow fault, a run of them does.
 * Measured: the mean area under SKAB's curves 0.886 → 0.912, false alarms on the motor's held-out third 7 → 1.
 */
function smoothAr1(scores: Float64Array, { begin, end }: Span, starts: readonly number[], usual: number): void {
  const own = [0, ...starts.filter((row) => row > begin && row < end).map((row) => row - begin)]
  const before = method.meanWindow - 1
  for (const part of segments(own, scores.length)) {
    const padded = new Float64Array(before + part.end - part.begin).fill(usual)
    padded.set(scores.subarray(part.begin, part.end), before)
    scores.set(rollingMean(padded, { window: method.meanWindow }).subarray(before), part.begin)
  }
}

export interface Contributions {
  readonly parts: PerDetector<Columns>
  /** Scaled deviations from the training median. */
  readonly z: Columns
}

/**
 * What each sensor adds to each score of the rows of a span: rows × sensors each. Parts of T² and of the mixture may be negative. The forest sets
 * apart what is far out in single sensors, so each adds the square of its deviation.
 */
export function contributions(model: Model, x: Columns, span: Span): Contributions {
  const { z, lead } = scaledTile(model, x, span)
  const { speParts, t2Parts } = pcaContributions(z, model.pca)
  const { omr, ar1, gmm, iforest } = model
  const own = (values: Float64Array): Columns => takeSpans({ ...z, values }, [{ begin: lead, end: z.rows }])
  const parts = {
    pca_spe: own(speParts),
    pca_t2: own(t2Parts),
    ...(omr && { omr: own(omrContributions(z, omr)) }),
    ...(ar1 && { ar1: own(ar1Contributions(z, ar1)) }),
    ...(gmm && { gmm: own(gmmContributions(z, gmm)) }),
    ...(iforest && { iforest: own(z.values.map((value) => value * value)) }),
  }
  return { parts, z: own(z.values) }
}

/** Least share of a sensor's unit vector outside the subspace for the others to say something of it. */
const LEAST_OUTSIDE = 0.2

/** 1 − Σ_i p_ij²: the share of sensor j's unit vector that the subspace does not hold. */
function shareOutside({ vectors, kept }: Pca, col: number, cols: number): number {
  let held = 0
  for (let i = 0; i < kept; i++) held += vectors[i * cols + col] * vectors[i * cols + col]
  return 1 - held
}

/**
 * What the other sensors lead one to expect of some in the rows of a span, in their units: rows × the given columns. The value at
 * which the sensor's own residual vanishes, x − e/(1 − c) with c what the subspace holds of its unit vector (reconstruction of Dunia and
 * Qin 1998); its training median where the subspace holds nearly all of it, since then the others say nothing.
 */
export function expected({ scaling, pca }: Model, x: Columns, span: Span, cols: readonly number[]): Columns {
  const { center, vectors, kept } = pca
  const out = emptyColumns(span.end - span.begin, cols.length)
  for (const tile of tiles(span)) {
    const z = scaleInPlace(takeSpans(x, [tile]), scaling)
    const rebuilt = { ...z, values: pcaReconstruct(z, { center, vectors, kept }) }
    cols.forEach((col, k) => {
      const outside = shareOutside(pca, col, x.cols)
      const [own, modelled] = [column(z, col), column(rebuilt, col)]
      const to = column(out, k).subarray(tile.begin - span.begin)
      for (let row = 0; row < z.rows; row++) {
        const deviation = outside < LEAST_OUTSIDE ? 0 : own[row] - (own[row] - modelled[row]) / outside
        to[row] = scaling.center[col] + scaling.scale[col] * deviation
      }
    })
  }
  return out
}
