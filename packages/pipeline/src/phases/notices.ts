// What the reader of the verdict must know before trusting it.

import { quantileOf, sortedObserved } from '../quantile.ts'
import { method } from '../settings.ts'
import type { Episode, Notice } from '../types.ts'
import { counted, listing, moment } from '../wording.ts'
import type { Judgement } from './blame.ts'
import type { Excursions } from './episodes.ts'

function fewRows({ strand, watched }: Judgement): Notice[] {
  if (!watched.widened) return []
  const perBlock = Math.floor(strand.trainRows / method.blocks)
  return [
    {
      code: 'ACM-NOTICE-FEW-TRAIN-ROWS',
      text: `the ${method.blocks} training blocks hold ${perBlock} rows each, fewer than ${method.rowsForSharpTail}: limits are wider than they would be with more training rows`,
    },
  ]
}

/** Training blocks whose rows, judged by a model of the others, alarm more than in passing. */
function unlikeBlocks({ strand, watched }: Judgement, time: Float64Array, threshold: number): Notice[] {
  return watched.blocks.flatMap(({ begin, end }, i) => {
    if (!(quantileOf(sortedObserved(watched.fusedOutOfFold[i]), 0.95) > threshold)) return []
    const span = `${moment(time[strand.rows[begin]])} to ${moment(time[strand.rows[end - 1]])}`
    const text = `training block ${i + 1} of ${watched.blocks.length} (${span}) looks unlike the others; rows of its kind may alarm, and if it holds a fault it should not be trained on`
    return [{ code: 'ACM-NOTICE-UNLIKE-BLOCK', text }]
  })
}

function twoStates(judgements: readonly Judgement[]): Notice[] {
  if (judgements.length < 2) return []
  const parts = judgements.map(({ strand }) => counted(strand.trainRows, 'training row'))
  return [{ code: 'ACM-NOTICE-STATES', text: `the machine shows two operating states (${parts.join(' and ')}), each judged by itself` }]
}

function trainingExcursions({ list }: Excursions, time: Float64Array): Notice[] {
  if (list.length === 0) return []
  const spans = list.map(({ begin, end }) => `${moment(time[begin])} to ${moment(time[end - 1])}`)
  return [
    {
      code: 'ACM-NOTICE-TRAINING-ANOMALIES',
      text: `${counted(list.length, 'stretch').replace('stretchs', 'stretches')} of the training rows would alarm: ${listing(spans)}`,
    },
  ]
}

function unknownStates(episodes: readonly Episode[]): Notice[] {
  const unknown = episodes.filter(({ severityReason }) => severityReason.includes('operating state that training does not show'))
  if (unknown.length === 0) return []
  const starts = unknown.map(({ start }) => moment(start))
  return [
    {
      code: 'ACM-NOTICE-UNKNOWN-STATE',
      text: `the machine was in a state that training does not show, from ${listing(starts)}: train on rows that hold it, if it is a usual one`,
    },
  ]
}

export interface NoticesInput {
  readonly judgements: readonly Judgement[]
  readonly time: Float64Array
  readonly threshold: number
  /** Of the training rows. */
  readonly training: Excursions
  readonly episodes: readonly Episode[]
}

export function notices({ judgements, time, threshold, training, episodes }: NoticesInput): Notice[] {
  return [
    ...twoStates(judgements),
    ...judgements.flatMap(fewRows),
    ...judgements.flatMap((judgement) => unlikeBlocks(judgement, time, threshold)),
    ...trainingExcursions(training, time),
    ...unknownStates(episodes),
  ]
}
