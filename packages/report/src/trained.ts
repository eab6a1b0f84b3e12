// What training left behind, as lines for a terminal.

import { count, duration, moment, period, plain, plural, significant } from '@acm/charts/format'
import type { Notice } from '@acm/contract'
import type { StoredModel } from '@acm/pipeline'
import { falseAlarmSentence } from './wording.ts'

export interface TrainedModel {
  readonly asset: string
  readonly version: number
  readonly state: 'promoted' | 'candidate'
  readonly maturity: string
  readonly reason: string
  readonly model: StoredModel
  readonly notices: readonly Notice[]
  readonly zoned: boolean
}

const rank: Readonly<Record<TrainedModel['state'], string>> = {
  promoted: 'it scores from now on',
  candidate: 'it waits; acm models promote makes it score',
}

/** The model in a few lines: what it is, what it was trained on, what false alarms to expect. */
export function trainedLines({ asset, version, state, maturity, reason, model, notices, zoned }: TrainedModel): string[] {
  const { trainedOn, sensors, strands, cadence, threshold, falseAlarms } = model
  const clock = zoned ? 'UTC' : 'in the clock of the file'
  return [
    `${plain(asset)}: model version ${version}, ${state}: ${rank[state]}`,
    `Trained   on ${plural(trainedOn.rows, 'row')} of ${plural(sensors.length, 'sensor')}, ${period(trainedOn.start, trainedOn.end)} ${clock}, one row every ${duration(cadence / 1000)}`,
    `Maturity  ${maturity}${reason ? `: ${plain(reason)}` : ''}`,
    ...(strands.length > 1
      ? [`States    ${strands.map(({ trainRows }) => count(trainRows)).join(' and ')} training rows, each modelled by itself`]
      : []),
    `Alarms    from a score of ${significant(threshold)} on; false ones: ${falseAlarmSentence({ falseAlarms })}`,
    ...notices.slice(0, 4).map(({ text }) => `Notice    ${plain(text)}`),
    `Next      acm score FILE, with rows after ${moment(trainedOn.end)}`,
  ]
}
