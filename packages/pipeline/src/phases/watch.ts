// From one strand's rows to its calibrated score: both scales, their detectors, calibration, fusion.

import { joined, takeSpans, thinned } from '../columns.ts'
import { method } from '../settings.ts'
import { type Calibration, calibrateByMedian, calibrateTogether, normalEquivalent, straightened } from './calibration.ts'
import { cleanLimit } from './contamination.ts'
import { detectorNames, fitModel, type Model, perDetector, type Scores, score } from './detectors.ts'
import { fuse, type Weights } from './fusion.ts'
import { type Block, blocksOf, outOfFold, type Scale } from './out-of-fold.ts'
import { smooth } from './smoothing.ts'
import type { Strand } from './strands.ts'

export interface Watched {
  /** Model of the unsmoothed training rows. */
  readonly model: Model
  /** The larger of the two scales' normal equivalents, per detector. */
  readonly z: Scores
  /** The larger of the two scales' fused scores, calibrated. */
  readonly fused: Float64Array
  readonly blocks: readonly Block[]
  /** The same out of fold, a block each. */
  readonly fusedOutOfFold: readonly Float64Array[]
}

interface Watching {
  readonly strand: Strand
  readonly whole: Float64Array
  readonly weights: Weights
  readonly blocks: readonly Block[]
  /** Of healthy rows above the threshold. */
  readonly rate: number
}

/** One scale's results: of all rows, and of the training blocks out of fold. */
interface OneScale {
  readonly model: Model
  readonly foldSpreads: readonly Float64Array[]
  readonly z: Scores
  readonly fused: Float64Array
  readonly blocks: readonly Float64Array[]
}

/** Leaves out what is no steady healthy row, unless hardly anything would remain. */
function steady(scores: Float64Array, begin: number, limit: number, unsteady: Uint8Array): Float64Array {
  const kept = scores.filter((value, i) => value <= limit && !unsteady[begin + i])
  return kept.length >= method.meanWindow ? kept : scores
}

const larger = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => Math.max(value, b[i]))

function detectorCalibrations(folds: readonly Scores[], { strand, blocks }: Watching): Readonly<Record<string, Calibration>> {
  const entries = detectorNames.map((name) => {
    const limit = cleanLimit(joined(folds.map((scores) => scores[name])))
    return [name, calibrateByMedian(folds.map((scores, i) => steady(scores[name], blocks[i].begin, limit, strand.unsteady)))] as const
  })
  return Object.fromEntries(entries)
}

function watchScale(scale: Scale, watching: Watching, rawSpreads?: readonly Float64Array[]): OneScale {
  const { strand, weights, blocks } = watching
  const { x, starts, options } = scale
  const train = { begin: 0, end: strand.trainRows }
  const model = fitModel(takeSpans(x, thinned([train], method.mostFitRows)), options)
  const folds = outOfFold({ ...scale, options: { ...options, components: model.pca.kept } }, blocks, rawSpreads)
  const calibrations = detectorCalibrations(
    folds.map(({ scores }) => scores),
    watching,
  )
  const equivalents = (scores: Scores): Scores => perDetector((name) => normalEquivalent(calibrations[name], scores[name]))
  const z = equivalents(score(model, x, { begin: 0, end: x.rows }, starts))
  const fusedFolds = folds.map(({ scores }, i) => {
    const { begin, end } = blocks[i]
    const own = [0, ...starts.filter((row) => row > begin && row < end).map((row) => row - begin)]
    return fuse(equivalents(scores), weights, own, strand.transient.subarray(begin, end))
  })
  const steadyFolds = fusedFolds.map((scores, i) => steady(scores, blocks[i].begin, Number.POSITIVE_INFINITY, strand.unsteady))
  const calibration = calibrateTogether(steadyFolds)
  return {
    model,
    foldSpreads: folds.map((fold) => fold.model.scaling.spread),
    z,
    fused: straightened(calibration, fuse(z, weights, starts, strand.transient), watching.rate),
    blocks: fusedFolds.map((scores) => straightened(calibration, scores, watching.rate)),
  }
}

/**
 * Scores all rows of a strand by models of its training rows. `whole` are the sensors' standard deviations over all states. Raw rows and
 * smoothed rows side by side: fast faults vanish in the smoothed ones, slow ones in the raw ones; the larger score counts, and is calibrated once more.
 */
export function watch(strand: Strand, whole: Float64Array, weights: Weights, rate: number): Watched {
  const blocks = blocksOf(strand.trainRows)
  const watching = { strand, whole, weights, blocks, rate }
  const { x, starts } = strand
  const raw = watchScale({ x, starts, options: { whole } }, watching)
  const unsmoothed = raw.model.scaling.spread
  const slow = watchScale({ x: smooth(x, starts, raw.model.scaling.center), starts, options: { whole, unsmoothed } }, watching, raw.foldSpreads)
  const both = raw.blocks.map((scores, i) => larger(scores, slow.blocks[i]))
  const calibration = calibrateTogether(both.map((scores, i) => steady(scores, blocks[i].begin, Number.POSITIVE_INFINITY, strand.unsteady)))
  return {
    model: raw.model,
    z: perDetector((name) => larger(raw.z[name], slow.z[name])),
    fused: straightened(calibration, larger(raw.fused, slow.fused), rate),
    blocks,
    fusedOutOfFold: both.map((scores) => straightened(calibration, scores, rate)),
  }
}
