// From one strand's rows to its calibrated score: both scales, their detectors, calibration, fusion. Learned from the training rows alone, and
// then applied to any rows: those of the same run, or new ones years later.

import type { DetectorName, Model, ScaleModel, StrandModel, Weights } from '@acm/contract'
import { type Columns, joined, takeSpans, thinned } from '../../columns.ts'
import { method } from '../../settings.ts'
import { smooth } from '../prepare/smoothing.ts'
import type { Strand } from '../prepare/strands.ts'
import { calibrateByMedian, calibrateTogether, normalEquivalent, straightened } from './calibration.ts'
import { cleanLimit } from './contamination.ts'
import { fitModel, perDetector, type Scores, score } from './detectors.ts'
import { discounted, fuse, taking } from './fusion.ts'
import { type Block, blocksOf, outOfFold, type Scale } from './out-of-fold.ts'

export interface Watched {
  /** Model of the unsmoothed training rows. */
  readonly model: Model
  /** The larger of the two scales' normal equivalents, per detector. */
  readonly z: Scores
  /** The larger of the two scales' fused scores, calibrated. */
  readonly fused: Float64Array
}

/** What learning found out about the training rows, beside the model. */
export interface Learning {
  readonly blocks: readonly Block[]
  /** Fused scores out of fold, a block each. */
  readonly fusedOutOfFold: readonly Float64Array[]
}

export interface Rules {
  readonly weights: Weights
  /** Of healthy rows above the threshold. */
  readonly rate: number
  /** Detectors that are alike share their weight. */
  readonly discountAlike: boolean
  readonly seed: number
}

/** Leaves out what is no steady healthy row, unless hardly anything would remain. */
function steady(scores: Float64Array, begin: number, limit: number, unsteady: Uint8Array): Float64Array {
  const kept = scores.filter((value, i) => value <= limit && !unsteady[begin + i])
  return kept.length >= method.meanWindow ? kept : scores
}

const larger = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => Math.max(value, b[i]))

function detectorCalibrations(
  folds: readonly Scores[],
  { blocks, unsteady }: { blocks: readonly Block[]; unsteady: Uint8Array },
  names: readonly DetectorName[],
) {
  return perDetector(names, (name) => {
    const limit = cleanLimit(joined(folds.map((scores) => scores[name])))
    return calibrateByMedian(folds.map((scores, i) => steady(scores[name], blocks[i].begin, limit, unsteady)))
  })
}

const equivalents = ({ calibrations }: Pick<ScaleModel, 'calibrations'>, scores: Scores, names: readonly DetectorName[]): Scores =>
  perDetector(names, (name) => normalEquivalent(calibrations[name], scores[name]))

interface LearnedScale {
  readonly known: ScaleModel
  readonly foldSpreads: readonly Float64Array[]
  /** Calibrated fused scores out of fold. */
  readonly outOfFold: readonly Float64Array[]
}

function learnScale(scale: Scale, strand: Strand, blocks: readonly Block[], rules: Rules, rawSpreads?: readonly Float64Array[]): LearnedScale {
  const { x, starts, options } = scale
  const train = { begin: 0, end: strand.trainRows }
  const model = fitModel(takeSpans(x, thinned([train], method.mostFitRows)), options)
  const folds = outOfFold({ ...scale, options: { ...options, like: model } }, blocks, rawSpreads)
  const scores = folds.map((fold) => fold.scores)
  const names = taking(rules.weights)
  const calibrations = detectorCalibrations(scores, { blocks, unsteady: strand.unsteady }, names)
  const equals = scores.map((one) => equivalents({ calibrations }, one, names))
  const weights = rules.discountAlike ? discounted(rules.weights, equals) : undefined
  const fused = equals.map((one, i) => {
    const { begin, end } = blocks[i]
    const own = [0, ...starts.filter((row) => row > begin && row < end).map((row) => row - begin)]
    return fuse(one, weights ?? rules.weights, own, strand.transient.subarray(begin, end))
  })
  const calibration = calibrateTogether(fused.map((one, i) => steady(one, blocks[i].begin, Number.POSITIVE_INFINITY, strand.unsteady)))
  return {
    known: { model, calibrations, calibration, ...(weights && { weights }) },
    foldSpreads: folds.map((fold) => fold.model.scaling.spread),
    outOfFold: fused.map((one) => straightened(calibration, one, rules.rate)),
  }
}

/**
 * Learns from the training rows of a strand. `whole` are the sensors' standard deviations over all states. Raw rows and smoothed rows side by side: fast
 * faults vanish in the smoothed ones, slow ones in the raw ones; the larger score counts, and is calibrated once more. Gives the smoothed rows of
 * the whole strand too, which scoring needs again.
 */
export function learnStrand(strand: Strand, whole: Float64Array, rules: Rules): { known: StrandModel; learning: Learning; smoothed: Columns } {
  const { x, starts, state, trainRows } = strand
  const blocks = blocksOf(trainRows)
  const options = { whole, wanted: taking(rules.weights), seed: rules.seed }
  const raw = learnScale({ x, starts, options }, strand, blocks, rules)
  const { scaling } = raw.known.model
  const smoothed = smooth(x, starts, scaling.center, strand.rows[0] === 0)
  const slow = learnScale({ x: smoothed, starts, options: { ...options, unsmoothed: scaling.spread } }, strand, blocks, rules, raw.foldSpreads)
  const both = raw.outOfFold.map((scores, i) => larger(scores, slow.outOfFold[i]))
  const calibration = calibrateTogether(both.map((scores, i) => steady(scores, blocks[i].begin, Number.POSITIVE_INFINITY, strand.unsteady)))
  const known = { state, trainRows, raw: raw.known, slow: slow.known, calibration }
  return { known, learning: { blocks, fusedOutOfFold: both.map((scores) => straightened(calibration, scores, rules.rate)) }, smoothed }
}

function scoreScale(known: ScaleModel, x: Columns, { starts, transient }: Strand, { weights, rate }: Rules): { z: Scores; fused: Float64Array } {
  const z = equivalents(known, score(known.model, x, { begin: 0, end: x.rows }, starts), taking(weights))
  return { z, fused: straightened(known.calibration, fuse(z, known.weights ?? weights, starts, transient), rate) }
}

/** Scores all rows of a strand by what is known of its state. */
export function scoreStrand(known: StrandModel, strand: Strand, rules: Rules, smoothed?: Columns): Watched {
  const { x, starts } = strand
  const { model } = known.raw
  const raw = scoreScale(known.raw, x, strand, rules)
  const slow = scoreScale(known.slow, smoothed ?? smooth(x, starts, model.scaling.center, strand.rows[0] === 0), strand, rules)
  return {
    model,
    z: perDetector(taking(rules.weights), (name) => larger(raw.z[name], slow.z[name])),
    fused: straightened(known.calibration, larger(raw.fused, slow.fused), rules.rate),
  }
}
