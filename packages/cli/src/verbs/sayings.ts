// What people say about an asset: silences, maintenance, and taking back what was said.

import type { Statement } from '@acm/contract'
import { endSilence as endNow, addMaintenance as sayMaintenance, addSilence as saySilence, undo as takeBack, validity } from '@acm/monitor'
import { minuteText } from '@acm/monitor/formats'
import { dateMilliseconds } from '../flags/convert.ts'
import { exitCodes, usage } from '../problem.ts'
import { assetInStore } from '../store/asset-in-store.ts'
import { openExisting } from '../store/open.ts'
import { textTable } from '../terminal/text-table.ts'
import { localNow } from './local-clock.ts'
import { speaker } from './speaker.ts'
import type { Verb } from './verb.ts'

const numberOf = (text: string): number => {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw usage('VALUE', `the number was "${text}"; a whole number from 1 is allowed`, 'see the first column of the list')
}

export const addSilence: Verb = async ({ options, terminal }) => {
  const { reason: text = '', sensor, from: begin, until: end } = options
  if (end === undefined) throw usage('SILENCE', 'a silence must end', 'say until when with --until DATE')
  await using store = await openExisting(options)
  const asset = await assetInStore(store, options)
  const until = dateMilliseconds(end)
  const silence = { asset, ...(sensor && { sensor }), ...(begin && { from: dateMilliseconds(begin) }), until, who: speaker(options), text }
  const { id, from } = await saySilence({ store, clock: localNow }, silence)
  terminal.print(
    `silence ${id}: ${sensor ?? asset} raises no alarm from ${minuteText(from)} until ${minuteText(until)}; acm silence end ${id} ends it, acm undo ${id} takes it back`,
  )
  return exitCodes.fine
}

const stateOf = (said: Statement): string => {
  const state = validity(said, localNow())
  return state === 'undone' ? `taken back by ${said.undoneBy} ${minuteText(said.undoneAt ?? 0)}` : state
}

const listOf =
  (kind: Statement['kind'], heads: readonly string[], cells: (said: Statement) => readonly string[], remark: string): Verb =>
  async ({ options, terminal }) => {
    await using store = await openExisting(options)
    const statements = (await store.statements(options.asset)).filter((said) => said.kind === kind)
    if (options.json) terminal.print(JSON.stringify({ schemaVersion: 1, statements }))
    else terminal.print(textTable(heads, statements.map(cells), remark))
    return exitCodes.fine
  }

export const listSilences = listOf(
  'silence',
  ['number', 'asset', 'sensor', 'from', 'until', 'who', 'state', 'reason'],
  (said) => [
    String(said.id),
    said.asset,
    said.sensor ?? 'all',
    minuteText(said.from ?? 0),
    minuteText(said.until ?? 0),
    said.who,
    stateOf(said),
    said.text,
  ],
  'there is no silence',
)

export const endSilence: Verb = async ({ options, operand, terminal }) => {
  await using store = await openExisting(options)
  const id = numberOf(operand)
  await endNow({ store, clock: localNow }, id)
  terminal.print(`silence ${id} has ended`)
  return exitCodes.fine
}

export const addMaintenance: Verb = async ({ options, terminal }) => {
  await using store = await openExisting(options)
  const asset = await assetInStore(store, options)
  const { at: when, reason: text = '' } = options
  const maintenance = { asset, ...(when && { at: dateMilliseconds(when) }), who: speaker(options), text }
  const { id, at, deprecated } = await sayMaintenance({ store, clock: localNow }, maintenance)
  const next = deprecated === undefined ? '' : `; version ${deprecated} of its model is deprecated: train it on rows after that`
  terminal.print(`maintenance ${id}: what ${asset} did before ${minuteText(at)} no longer counts${next}; acm undo ${id} takes it back`)
  return exitCodes.fine
}

export const listMaintenance = listOf(
  'maintenance',
  ['number', 'asset', 'at', 'who', 'state', 'reason'],
  (said) => [String(said.id), said.asset, minuteText(said.from ?? 0), said.who, stateOf(said), said.text],
  'there was no maintenance',
)

export const undo: Verb = async ({ options, operand, terminal }) => {
  await using store = await openExisting(options)
  const id = numberOf(operand)
  await takeBack(store, id, speaker(options))
  terminal.print(`${id} is taken back; the next run judges as if it had not been said`)
  return exitCodes.fine
}
