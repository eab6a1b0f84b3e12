// What people say of an asset and its episodes. All of it is kept, with who and when, and can be taken back.

import { type Cause, type Episode, Problem, type Statement } from '@acm/contract'
import type { Store } from '@acm/store'
import { minuteText } from './formats/time-text.ts'
import type { Lent } from './lent.ts'

/** What can be said of an episode; one is closed with its cause. */
export type Saying =
  | { readonly kind: 'ack' | 'comment' | 'accept'; readonly text: string }
  | { readonly kind: 'close'; readonly cause: Cause; readonly text: string }

/** Says something of an episode, and keeps with it what is similar: its first culprit, direction and peak. Gives the statement's number. */
export function say(store: Store, asset: string, episode: Episode, saying: Saying, who: string): Promise<number> {
  const { id: episodeId, culprits, direction, peak, start } = episode
  const likeness = { ...(culprits[0] && { sensor: culprits[0].sensor }), direction, peak, ...(saying.kind === 'accept' && { from: start }) }
  return store.say({ asset, who, episodeId, ...saying, ...likeness })
}

export interface Silence {
  readonly asset: string
  /** Only episodes that this sensor is first to blame for. */
  readonly sensor?: string
  /** Milliseconds in the clock of the data; now unless given. */
  readonly from?: number
  readonly until: number
  readonly who: string
  /** Why. */
  readonly text: string
}

/** Lets an asset or a sensor raise no alarm for some time. Gives its number and when it begins. Raises Problem ACM-USAGE-SILENCE without a reason or with an end that is not after its beginning. */
export async function addSilence(
  { store, clock }: Pick<Lent, 'store' | 'clock'>,
  { from = clock(), ...silence }: Silence,
): Promise<{ readonly id: number; readonly from: number }> {
  const { until, text } = silence
  if (!text) throw new Problem('ACM-USAGE-SILENCE', 'a silence needs a reason', 'say why', { means: [{ option: 'reason' }] })
  if (!(until > from))
    throw new Problem('ACM-USAGE-SILENCE', `it would end (${minuteText(until)}) before it begins (${minuteText(from)})`, 'give a later end', {
      means: [{ option: 'until' }],
    })
  return { id: await store.say({ ...silence, kind: 'silence', from }), from }
}

/** Ends a silence now. Raises Problem ACM-USAGE-SILENCE where there is none of this number. */
export async function endSilence({ store, clock }: Pick<Lent, 'store' | 'clock'>, id: number): Promise<void> {
  const silence = (await store.statements()).find((said) => said.id === id && said.kind === 'silence')
  if (!silence) throw new Problem('ACM-USAGE-SILENCE', `there is no silence ${id}`, 'choose one that was said', { means: [{ task: 'silences' }] })
  await store.end(id, clock())
}

export interface Maintenance {
  readonly asset: string
  /** When the machine ran again, milliseconds in the clock of the data; now unless given. */
  readonly at?: number
  readonly who: string
  readonly text: string
}

/** Says that a machine was worked on: what it did before no longer counts. Gives its number, when it was, and the version of the model that is deprecated by it. */
export async function addMaintenance(
  { store, clock }: Pick<Lent, 'store' | 'clock'>,
  { asset, at = clock(), who, text }: Maintenance,
): Promise<{ readonly id: number; readonly at: number; readonly deprecated?: number }> {
  const id = await store.say({ asset, kind: 'maintenance', who, from: at, text })
  const promoted = await store.model({ asset })
  if (!promoted) return { id, at }
  const { version } = promoted
  await store.changeModel({ asset, version }, 'deprecated', `maintenance at ${minuteText(at)}`)
  return { id, at, deprecated: version }
}

/** Takes back what was said. Raises Problem ACM-USAGE-UNDO where there is nothing of this number, or it was taken back before. */
export async function undo(store: Store, id: number, who: string): Promise<void> {
  if (await store.undo(id, who)) return
  throw new Problem('ACM-USAGE-UNDO', `there is nothing numbered ${id} to take back`, 'choose something that was said', {
    means: [{ task: 'episodes' }, { task: 'silences' }],
  })
}

/** Whether what was said for a time still counts at `now`, in the clock of the data. */
export function validity({ undoneAt, until }: Statement, now: number): 'undone' | 'ended' | 'stands' {
  if (undoneAt !== undefined) return 'undone'
  return until !== undefined && until <= now ? 'ended' : 'stands'
}
