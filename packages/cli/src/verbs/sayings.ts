// What people say about an asset: silences, maintenance, and taking back what was said.

import type { Statement } from '@acm/contract'
import { dateMilliseconds } from '../flags/convert.ts'
import { exitCodes, usage } from '../problem.ts'
import { assetOf, columns, existingStore, speaker, utc } from '../store-of.ts'
import type { Verb } from './verb.ts'

const numberOf = (text: string): number => {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw usage('VALUE', `the number was "${text}"; a whole number from 1 is allowed`, 'see the first column of the list')
}

/** The clock of this machine, written as the files of a plant write it: the local one. */
function localNow(): number {
  const now = new Date()
  return now.getTime() - now.getTimezoneOffset() * 60_000
}

const timeOf = (text: string | undefined): number => (text === undefined ? localNow() : dateMilliseconds(text))

export const addSilence: Verb = async ({ options, terminal }) => {
  const { reason, sensor } = options
  if (options.until === undefined) throw usage('SILENCE', 'a silence must end', 'say until when with --until DATE')
  if (!reason) throw usage('SILENCE', 'a silence needs a reason', 'say why with --reason TEXT')
  const [from, until] = [timeOf(options.from), dateMilliseconds(options.until)]
  if (!(until > from)) throw usage('SILENCE', `it would end (${utc(until)}) before it begins (${utc(from)})`, 'give a later --until')
  await using store = await existingStore(options)
  const asset = await assetOf(store, options)
  const id = await store.say({ asset, kind: 'silence', who: speaker(options), ...(sensor && { sensor }), from, until, text: reason })
  terminal.print(
    `silence ${id}: ${sensor ?? asset} raises no alarm from ${utc(from)} until ${utc(until)}; acm silence end ${id} ends it, acm undo ${id} takes it back`,
  )
  return exitCodes.fine
}

const stateOf = ({ undoneAt, undoneBy, until }: Statement): string => {
  if (undoneAt !== undefined) return `taken back by ${undoneBy} ${utc(undoneAt)}`
  return until !== undefined && until <= localNow() ? 'ended' : 'stands'
}

const listOf =
  (kind: Statement['kind'], heads: readonly string[], cells: (said: Statement) => readonly string[], remark: string): Verb =>
  async ({ options, terminal }) => {
    await using store = await existingStore(options)
    const statements = (await store.statements(options.asset)).filter((said) => said.kind === kind)
    if (options.json) terminal.print(JSON.stringify({ schemaVersion: 1, statements }))
    else terminal.print(columns(heads, statements.map(cells), remark))
    return exitCodes.fine
  }

export const listSilences = listOf(
  'silence',
  ['number', 'asset', 'sensor', 'from', 'until', 'who', 'state', 'reason'],
  (said) => [String(said.id), said.asset, said.sensor ?? 'all', utc(said.from ?? 0), utc(said.until ?? 0), said.who, stateOf(said), said.text],
  'there is no silence',
)

export const endSilence: Verb = async ({ options, operand, terminal }) => {
  await using store = await existingStore(options)
  const id = numberOf(operand)
  const silence = (await store.statements()).find((said) => said.id === id && said.kind === 'silence')
  if (!silence) throw usage('SILENCE', `there is no silence ${id}`, 'see acm silence list')
  await store.end(id, localNow())
  terminal.print(`silence ${id} has ended`)
  return exitCodes.fine
}

export const addMaintenance: Verb = async ({ options, terminal }) => {
  await using store = await existingStore(options)
  const asset = await assetOf(store, options)
  const at = timeOf(options.at)
  const id = await store.say({ asset, kind: 'maintenance', who: speaker(options), from: at, text: options.reason ?? '' })
  const promoted = await store.model({ asset })
  if (promoted) await store.changeModel({ asset, version: promoted.version }, 'deprecated', `maintenance at ${utc(at)}`)
  const next = promoted ? `; version ${promoted.version} of its model is deprecated: train it on rows after that` : ''
  terminal.print(`maintenance ${id}: what ${asset} did before ${utc(at)} no longer counts${next}; acm undo ${id} takes it back`)
  return exitCodes.fine
}

export const listMaintenance = listOf(
  'maintenance',
  ['number', 'asset', 'at', 'who', 'state', 'reason'],
  (said) => [String(said.id), said.asset, utc(said.from ?? 0), said.who, stateOf(said), said.text],
  'there was no maintenance',
)

export const undo: Verb = async ({ options, operand, terminal }) => {
  await using store = await existingStore(options)
  const id = numberOf(operand)
  if (!(await store.undo(id, speaker(options))))
    throw usage('UNDO', `there is nothing numbered ${id} to take back`, 'see acm episodes list, acm silence list')
  terminal.print(`${id} is taken back; the next run judges as if it had not been said`)
  return exitCodes.fine
}
