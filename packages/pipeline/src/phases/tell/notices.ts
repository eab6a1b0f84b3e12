// What the reader of the verdict must know before trusting it.

import type { AssetModel, Notice } from '@acm/contract'
import { counted, listing, moment } from '../../wording.ts'

const MONTH_MS = 30.44 * 86_400_000
/** Independent stretches that a promise of alarms a month needs. */
const PROMISING = 50

function severalStates({ strands, faces }: AssetModel): Notice[] {
  if (strands.length < 2) return []
  const parts = strands.map(({ trainRows }, i) => `${faces[i].name}: ${counted(trainRows, 'training row')}`)
  return [
    {
      code: 'ACM-NOTICE-STATES',
      text: `the machine shows ${strands.length} operating states (${listing(parts, parts.length)}), each judged by itself`,
    },
  ]
}

/** What can be promised of a month, by how many independent stretches the training rows hold. */
function promise({ independent, widened, falseAlarms: { months, budget }, long }: AssetModel): Notice[] {
  const stretches = counted(Math.round(independent), 'independent stretch').replace('stretchs', 'stretches')
  if (!long || months * budget < 0.5)
    return [
      {
        code: 'ACM-NOTICE-FEW-TRAIN-ROWS',
        text: `the training rows hold ${stretches} of what the machine does slowly, fewer than the ${PROMISING} that a promise of alarms a month needs: limits rest more on what is usual for healthy rows than on these`,
      },
    ]
  if (widened <= 1) return []
  const more = Math.round(100 * (widened - 1))
  return [
    { code: 'ACM-NOTICE-WIDENED', text: `limits are widened by ${more} %, for the training rows hold ${stretches} of what the machine does slowly` },
  ]
}

function trainingStretches({ stretches, faces, strands }: AssetModel): Notice[] {
  if (stretches.length === 0) return []
  const named = ({ from, to, state }: AssetModel['stretches'][number]): string => {
    const face = faces[strands.findIndex((strand) => strand.state === state)]
    return `${moment(from)} to ${moment(to)}${face?.name ? ` (${face.name})` : ''}`
  }
  const text = `${counted(stretches.length, 'stretch').replace('stretchs', 'stretches')} of the training rows would alarm or hold what looks like faults: ${listing(stretches.map(named))}; if they are, they should not be trained on`
  return [{ code: 'ACM-NOTICE-TRAINING-ANOMALIES', text }]
}

export const notices = (model: AssetModel): Notice[] => [...severalStates(model), ...promise(model), ...trainingStretches(model)]

/** Why a model is not settled yet: too short a training, or more than a tenth of it unlike the rest; '' for one that is. */
export function unsettledReason({ falseAlarms: { months }, unlike, long, trainedOn }: AssetModel): string {
  if (!long)
    return `${counted(trainedOn.rows, 'training row')} last ${Math.round((months * MONTH_MS) / 8_640_000) / 10} days, fewer than the 21 that a month's promise needs`
  return unlike > 0.1 ? `${Math.round(100 * unlike)} % of the training rows would alarm or hold what looks like faults` : ''
}
