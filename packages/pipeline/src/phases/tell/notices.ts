// What the reader of the verdict must know before trusting it.

import type { Notice } from '@acm/contract'
import { quantileOf, sortedObserved } from '../../quantile.ts'
import { method } from '../../settings.ts'
import { counted, listing, moment } from '../../wording.ts'
import type { Excursion, Excursions } from '../learn/excursions.ts'
import type { Learning } from '../learn/watch.ts'
import type { Strand } from '../prepare/strands.ts'

/** The training rows of one operating state, and what learning from them found out. */
interface Taught {
  readonly strand: Strand
  readonly learning: Learning
}

function fewRows({ strand }: Taught, only: boolean): Notice[] {
  if (strand.trainRows >= method.blocks * method.rowsOfBlock) return []
  const perBlock = Math.floor(strand.trainRows / method.blocks)
  return [
    {
      code: 'ACM-NOTICE-FEW-TRAIN-ROWS',
      text: `the ${method.blocks} blocks of the ${counted(strand.trainRows, 'training row')}${only ? '' : ' of one operating state'} hold ${perBlock} rows each, fewer than ${method.rowsOfBlock}: limits rest more on what is usual for healthy rows than on these`,
    },
  ]
}

const isUnlike = (scores: Float64Array, threshold: number): boolean => quantileOf(sortedObserved(scores), 0.95) > threshold

/** Share of the training blocks of all states that look unlike the others. */
export function unlikeShare(lessons: readonly Taught[], threshold: number): number {
  const blocks = lessons.flatMap(({ learning }) => learning.fusedOutOfFold)
  return blocks.filter((scores) => isUnlike(scores, threshold)).length / blocks.length
}

/** Training blocks whose rows, judged by a model of the others, alarm more than in passing. */
function unlikeBlocks({ strand, learning }: Taught, time: Float64Array, threshold: number, only: boolean): Notice[] {
  return learning.blocks.flatMap(({ begin, end }, i) => {
    if (!isUnlike(learning.fusedOutOfFold[i], threshold)) return []
    const span = `${moment(time[strand.rows[begin]])} to ${moment(time[strand.rows[end - 1]])}`
    const which = `training block ${i + 1} of ${learning.blocks.length}${only ? '' : ` of the operating state with ${counted(strand.trainRows, 'training row')}`}`
    const text = `${which} (${span}) looks unlike the others; rows of its kind may alarm, and if it holds a fault it should not be trained on`
    return [{ code: 'ACM-NOTICE-UNLIKE-BLOCK', text }]
  })
}

function severalStates(lessons: readonly Taught[]): Notice[] {
  if (lessons.length < 2) return []
  const parts = lessons.map(({ strand }) => counted(strand.trainRows, 'training row'))
  const text = `the machine shows ${lessons.length} operating states (${listing(parts, parts.length)}), each judged by itself`
  return [{ code: 'ACM-NOTICE-STATES', text }]
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

function unknownStates(unknown: readonly Excursion[], time: Float64Array): Notice[] {
  if (unknown.length === 0) return []
  const spans = unknown.map(({ begin, end }) => `${moment(time[begin])} to ${moment(time[end - 1])}`)
  return [
    {
      code: 'ACM-NOTICE-UNKNOWN-STATE',
      text: `the machine was in a state that training does not show: ${listing(spans)}; if that state is usual, train on rows that hold it`,
    },
  ]
}

export interface NoticesInput {
  readonly lessons: readonly Taught[]
  readonly time: Float64Array
  readonly threshold: number
  /** Of the training rows. */
  readonly training: Excursions
  readonly unknown: readonly Excursion[]
}

export function notices({ lessons, time, threshold, training, unknown }: NoticesInput): Notice[] {
  return [
    ...severalStates(lessons),
    ...lessons.flatMap((lesson) => fewRows(lesson, lessons.length === 1)),
    ...lessons.flatMap((lesson) => unlikeBlocks(lesson, time, threshold, lessons.length === 1)),
    ...trainingExcursions(training, time),
    ...unknownStates(unknown, time),
  ]
}
