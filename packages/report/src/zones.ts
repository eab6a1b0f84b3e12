// The zones of health, and what an operator does in each.

import type { Zone } from '@acm/contract'

/** Health from which each zone reaches upwards. */
export const zones: readonly { readonly zone: Zone; readonly from: number; readonly meaning: string }[] = [
  { zone: 'healthy', from: 80, meaning: 'it runs as it did in training' },
  { zone: 'degrading', from: 50, meaning: 'it has left its trained behaviour: plan an inspection' },
  { zone: 'critical', from: 20, meaning: 'it is far from its trained behaviour: inspect soon' },
  { zone: 'failure', from: 0, meaning: 'it no longer resembles its trained behaviour: act now' },
]

export function zoneMeaning(zone: Zone): string {
  return zones.find((entry) => entry.zone === zone)?.meaning ?? ''
}
