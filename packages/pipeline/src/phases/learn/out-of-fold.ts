// Scores of training rows by models that never saw them. In-sample limits are the classic mistake: a nominal 1 % of false
// alarms becomes 10 % and more. So contiguous blocks: everything is fitted again without the block and without the rows
// near it, then the block is scored.

import type { Model } from '@acm/contract'
import { type Columns, type Span, takeSpans, thinned } from '../../columns.ts'
import { method } from '../../settings.ts'
import { type FitOptions, fitModel, type Scores, score } from './detectors.ts'

export interface Block extends Span {
  /** The rows to fit on. */
  readonly others: readonly Span[]
}

/** Divides `rows` into contiguous blocks; where rows are few, the gap around a block shrinks so that half of them remain to fit on. */
export function blocksOf(rows: number): Block[] {
  const gap = Math.min(method.blockGap, Math.floor(0.15 * rows))
  const border = (i: number): number => Math.floor((i * rows) / method.blocks)
  return Array.from({ length: method.blocks }, (_, i) => {
    const [begin, end] = [border(i), border(i + 1)]
    const others = [
      { begin: 0, end: begin - gap },
      { begin: end + gap, end: rows },
    ].filter((span) => span.end > span.begin)
    return { begin, end, others }
  })
}

/** A scale of the rows on which a model is fitted: as they are, or smoothed. */
export interface Scale {
  readonly x: Columns
  readonly starts: readonly number[]
  readonly options: FitOptions
}

/**
 * Scores of each block by a model of the others. They have as many components as the model of all training rows (`like`): with fewer
 * rows 95 % would take fewer, and SPE and T² would mean something else than in the model that judges.
 * `unsmoothed` gives the standard deviations of the raw rows fitted on, per block, where x is smoothed.
 */
export function outOfFold(
  { x, starts, options }: Scale,
  blocks: readonly Block[],
  unsmoothed?: readonly Float64Array[],
): { model: Model; scores: Scores }[] {
  return blocks.map((block, i) => {
    const model = fitModel(takeSpans(x, thinned(block.others, method.mostFitRows)), { ...options, unsmoothed: unsmoothed?.[i] })
    return { model, scores: score(model, x, block, [block.begin, ...starts.filter((row) => row > block.begin)]) }
  })
}
