// acm episodes: what happened, what people said of it, and what follows.

import type { Episode, Statement } from '@acm/contract'
import { type AssetEpisodes, episodesOf, type Saying, saidOf, say, standingWord } from '@acm/monitor'
import { minuteText } from '@acm/monitor/formats'
import { dateMilliseconds } from '../flags/convert.ts'
import { exitCodes, usage } from '../problem.ts'
import { assetInStore } from '../store/asset-in-store.ts'
import { openExisting } from '../store/open.ts'
import { textTable } from '../terminal/text-table.ts'
import { speaker } from './speaker.ts'
import type { Invocation, Verb } from './verb.ts'

/** By its number in the list (1 is the newest) or by its id. */
function chosen({ asset, episodes }: AssetEpisodes, text: string): Episode {
  const found = episodes.find(({ id }) => id === text) ?? (/^\d+$/.test(text) ? episodes[Number(text) - 1] : undefined)
  if (found) return found
  throw usage('EPISODE', `${asset} has no episode "${text}"`, 'give its number or id as acm episodes list shows them')
}

function stateOf(said: readonly Statement[]): string {
  const last = standingWord(said)
  if (last?.kind === 'close') return `closed: ${last.cause}`
  if (last?.kind === 'accept') return 'accepted as normal'
  return last?.kind === 'ack' ? `seen by ${last.who}` : 'open'
}

const culpritOf = ({ culprits, direction, recurs }: Episode): string =>
  culprits[0] ? `${culprits[0].sensor} ${direction}${recurs ? ', again' : ''}` : ''

export const list: Verb = async ({ options, terminal }) => {
  await using store = await openExisting(options)
  const all = await episodesOf(store, await assetInStore(store, options))
  const [from, until] = [options.from, options.until].map((text) => (text === undefined ? Number.NaN : dateMilliseconds(text)))
  const numbered = all.episodes
    .map((episode, i) => ({ episode, number: i + 1 }))
    .filter(({ episode }) => !(episode.end < from) && !(episode.start >= until))
  if (options.json) {
    const episodes = numbered.map(({ episode }) => ({ ...episode, said: saidOf(all, episode) }))
    terminal.print(JSON.stringify({ schemaVersion: 1, asset: all.asset, episodes }))
    return exitCodes.fine
  }
  const rows = numbered.map(({ episode, number }) => {
    const { start, end, ongoing, severity } = episode
    return [String(number), minuteText(start), ongoing ? 'ongoing' : minuteText(end), severity, stateOf(saidOf(all, episode)), culpritOf(episode)]
  })
  terminal.print(textTable(['number', 'from', 'to', 'severity', 'state', 'first to blame'], rows, `${all.asset} has no episode`))
  return exitCodes.fine
}

export const show: Verb = async ({ options, operand, terminal }) => {
  await using store = await openExisting(options)
  const all = await episodesOf(store, await assetInStore(store, options))
  const episode = chosen(all, operand)
  const said = saidOf(all, episode)
  if (options.json) {
    terminal.print(JSON.stringify({ schemaVersion: 1, asset: all.asset, ...episode, said }))
    return exitCodes.fine
  }
  const { episodeLines } = await import('@acm/report')
  for (const line of episodeLines(episode, all.run)) terminal.print(line)
  for (const { kind, who, saidAt, cause, text, id } of said)
    terminal.print(`Said      ${minuteText(saidAt)} ${who}: ${kind}${cause ? ` (${cause})` : ''}${text ? ` "${text}"` : ''} [${id}]`)
  return exitCodes.fine
}

/** Says something of the episode that was named. */
async function sayOf({ options, operands }: Invocation, saying: Saying) {
  await using store = await openExisting(options)
  const all = await episodesOf(store, await assetInStore(store, options))
  const episode = chosen(all, operands[0])
  const id = await say(store, all.asset, episode, saying, speaker(options))
  return { id, episode }
}

export const ack: Verb = async (invocation) => {
  const { id, episode } = await sayOf(invocation, { kind: 'ack', text: invocation.options.reason ?? '' })
  invocation.terminal.print(`${id}: ${episode.id} is seen by ${speaker(invocation.options)}`)
  return exitCodes.fine
}

export const comment: Verb = async (invocation) => {
  const { id, episode } = await sayOf(invocation, { kind: 'comment', text: invocation.operands.slice(1).join(' ') })
  invocation.terminal.print(`${id}: the comment stands with ${episode.id}`)
  return exitCodes.fine
}

export const close: Verb = async (invocation) => {
  const { cause, reason = '' } = invocation.options
  if (!cause) throw usage('CAUSE', 'an episode is closed with its cause', 'say which with --cause fault, process, sensor or false')
  const { id, episode } = await sayOf(invocation, { kind: 'close', cause, text: reason })
  const then = cause === 'false' ? `; episodes like it (${culpritOf(episode)}, up to 1.1 times its peak) are suppressed from the next run on` : ''
  invocation.terminal.print(`${id}: ${episode.id} is closed as ${cause === 'false' ? 'a false alarm' : cause}${then}; acm undo ${id} takes that back`)
  return exitCodes.fine
}

export const accept: Verb = async (invocation) => {
  const { id, episode } = await sayOf(invocation, { kind: 'accept', text: invocation.options.reason ?? '' })
  const since = `since ${minuteText(episode.start)}`
  invocation.terminal.print(
    `${id}: ${culpritOf(episode)} ${since} is the new normal and no alarm from the next run on; acm undo ${id} takes that back`,
  )
  return exitCodes.fine
}
