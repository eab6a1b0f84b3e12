// One score from several: a weighted mean of their normal equivalents, smoothed.

import { ewma } from '@acm/kernels'
import { UsageError } from '../problem.ts'
import { method } from '../settings.ts'
import type { DetectorName, Settings } from '../types.ts'
import { detectorNames, perDetector, type Scores } from './detectors.ts'
import { segments } from './smoothing.ts'

export type Weights = Readonly<Record<DetectorName, number>>

/** Weights that add to 1. Raises UsageError ACM-USAGE-WEIGHTS for a negative one or none above 0. */
export function normalWeights({ weights }: Settings): Weights {
  const sum = detectorNames.reduce((total, name) => total + weights[name], 0)
  if (!(sum > 0) || !Number.isFinite(sum) || detectorNames.some((name) => weights[name] < 0)) {
    const given = detectorNames.map((name) => `${name} ${weights[name]}`).join(', ')
    throw new UsageError(
      'ACM-USAGE-WEIGHTS',
      `the detector weights are ${given}; none may be negative and one must be above 0`,
      'leave them out to have the defaults',
    )
  }
  return perDetector((name) => weights[name] / sum)
}

/**
 * Smooths each segment by itself, from 0 on, the middle of the healthy scores: begun with its first row, the mean of few rows would stray further than
 * the rest, and a machine that starts and stops would alarm at every start.
 */
function smoothed(scores: Float64Array, starts: readonly number[]): Float64Array {
  const out = new Float64Array(scores.length)
  for (const { begin, end } of segments(starts, scores.length)) {
    const fromZero = new Float64Array(end - begin + 1)
    fromZero.set(scores.subarray(begin, end), 1)
    out.set(ewma(fromZero, { alpha: method.fusionAlpha }).subarray(1), begin)
  }
  return out
}

/** The fused score of consecutive rows. `skipped` rows (1) take no part: the score stays as it was. `starts` begins with 0. */
export function fuse(z: Scores, weights: Weights, starts: readonly number[], skipped: Uint8Array): Float64Array {
  const taken = detectorNames.filter((name) => weights[name] > 0)
  const mean = Float64Array.from(skipped, (skip, row) => (skip ? Number.NaN : taken.reduce((sum, name) => sum + weights[name] * z[name][row], 0)))
  return smoothed(mean, starts)
}
