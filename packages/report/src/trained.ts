// What training left behind, as lines for a terminal.

import { count, duration, moment, period, plain, plural, significant } from '@acm/charts/format'
import type { FalseAlarms, Notice } from '@acm/contract'
import { falseAlarmSentence } from './sentences.ts'

export interface TrainedModel {
  readonly asset: string
  readonly version: number
  readonly state: 'promoted' | 'candidate'
  readonly maturity: string
  readonly reason: string
  readonly model: {
    readonly trainedOn: { readonly rows: number; readonly start: number; readonly end: number }
    readonly sensors: readonly unknown[]
    readonly strands: readonly { readonly trainRows: number }[]
    /** Milliseconds from row to row. */
    readonly cadence: number
    readonly threshold: number
    readonly falseAlarms: FalseAlarms
  }
  readonly notices: readonly Notice[]
  readonly zoned: boolean
}

/** How the face that shows the lines has a model promoted and new rows scored: a verb, the name of a button. */
export interface NextSteps {
  readonly promote: string
  readonly score: string
}

/** The model in a few lines: what it is, what it was trained on, what false alarms to expect, what comes next. */
export function trainedLines(trained: TrainedModel, { promote, score }: NextSteps): string[] {
  const { asset, version, state, maturity, reason, notices, zoned } = trained
  const { trainedOn, sensors, strands, cadence, threshold, falseAlarms } = trained.model
  const clock = zoned ? 'UTC' : 'in the clock of the file'
  const rank = state === 'promoted' ? 'it scores from now on' : `it waits; ${promote} makes it score`
  return [
    `${plain(asset)}: model version ${version}, ${state}: ${rank}`,
    `Trained   on ${plural(trainedOn.rows, 'row')} of ${plural(sensors.length, 'sensor')}, ${period(trainedOn.start, trainedOn.end)} ${clock}, one row every ${duration(cadence / 1000)}`,
    `Maturity  ${maturity}${reason ? `: ${plain(reason)}` : ''}`,
    ...(strands.length > 1
      ? [`States    ${strands.map(({ trainRows }) => count(trainRows)).join(' and ')} training rows, each modelled by itself`]
      : []),
    `Alarms    from a score of ${significant(threshold)} on; false ones: ${falseAlarmSentence({ falseAlarms })}`,
    ...notices.slice(0, 4).map(({ text }) => `Notice    ${plain(text)}`),
    `Next      ${score}, with rows after ${moment(trainedOn.end)}`,
  ]
}
