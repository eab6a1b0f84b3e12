// acm episodes: what happened, what people said of it, and what follows.

import type { Episode, RunResult, Statement, StatementKind } from '@acm/contract'
import type { Store } from '@acm/store'
import { dateMilliseconds } from '../flags/convert.ts'
import { exitCodes, usage } from '../problem.ts'
import { assetOf, columns, existingStore, speaker, utc } from '../store-of.ts'
import type { Invocation, Verb } from './verb.ts'

interface Known {
  readonly asset: string
  readonly run: RunResult
  readonly episodes: readonly Episode[]
  readonly statements: readonly Statement[]
}

/** Episodes of the asset's last run and of the runs before it that the last one does not tell of, the newest first. */
async function known(store: Store, asset: string): Promise<Known> {
  const last = await store.lastRun(asset)
  const run = last && (await store.run(last.runId))
  if (!run) throw usage('ASSET', `no run of ${asset} is in the store`, 'acm analyze FILE makes one')
  const earlier = (await store.episodes(asset)).map(({ number: _, alarm: __, ...episode }) => episode)
  const byId = new Map([...earlier, ...run.episodes].map((episode) => [episode.id, episode]))
  const episodes = [...byId.values()].sort((a, b) => b.start - a.start)
  return { asset, run, episodes, statements: (await store.statements(asset)).filter(({ undoneAt }) => undoneAt === undefined) }
}

/** By its number in the list (1 is the newest) or by its id. */
function chosen({ asset, episodes }: Known, text: string): Episode {
  const found = episodes.find(({ id }) => id === text) ?? (/^\d+$/.test(text) ? episodes[Number(text) - 1] : undefined)
  if (found) return found
  throw usage('EPISODE', `${asset} has no episode "${text}"`, 'give its number or id as acm episodes list shows them')
}

const saidOf = ({ statements }: Known, { id }: Episode): Statement[] => statements.filter(({ episodeId }) => episodeId === id)

function stateOf(said: readonly Statement[]): string {
  const last = said.findLast(({ kind }) => kind !== 'comment')
  if (last?.kind === 'close') return `closed: ${last.cause}`
  if (last?.kind === 'accept') return 'accepted as normal'
  return last?.kind === 'ack' ? `seen by ${last.who}` : 'open'
}

const culpritOf = ({ culprits, direction, recurs }: Episode): string =>
  culprits[0] ? `${culprits[0].sensor} ${direction}${recurs ? ', again' : ''}` : ''

export const list: Verb = async ({ options, terminal }) => {
  await using store = await existingStore(options)
  const all = await known(store, await assetOf(store, options))
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
    return [String(number), utc(start), ongoing ? 'ongoing' : utc(end), severity, stateOf(saidOf(all, episode)), culpritOf(episode)]
  })
  terminal.print(columns(['number', 'from', 'to', 'severity', 'state', 'first to blame'], rows, `${all.asset} has no episode`))
  return exitCodes.fine
}

export const show: Verb = async ({ options, operand, terminal }) => {
  await using store = await existingStore(options)
  const all = await known(store, await assetOf(store, options))
  const episode = chosen(all, operand)
  const said = saidOf(all, episode)
  if (options.json) {
    terminal.print(JSON.stringify({ schemaVersion: 1, asset: all.asset, ...episode, said }))
    return exitCodes.fine
  }
  const { episodeLines } = await import('@acm/report')
  for (const line of episodeLines(episode, all.run)) terminal.print(line)
  for (const { kind, who, saidAt, cause, text, id } of said)
    terminal.print(`Said      ${utc(saidAt)} ${who}: ${kind}${cause ? ` (${cause})` : ''}${text ? ` "${text}"` : ''} [${id}]`)
  return exitCodes.fine
}

/** Says something of an episode: keeps who, when, and what is similar to it. */
async function say({ options, operands }: Invocation, kind: StatementKind, text: string): Promise<{ id: number; episode: Episode; asset: string }> {
  await using store = await existingStore(options)
  const all = await known(store, await assetOf(store, options))
  const episode = chosen(all, operands[0])
  const { id: episodeId, culprits, direction, peak, start } = episode
  const { cause } = options
  const likeness = { ...(culprits[0] && { sensor: culprits[0].sensor }), direction, peak, ...(kind === 'accept' && { from: start }) }
  const id = await store.say({ asset: all.asset, kind, who: speaker(options), episodeId, ...(cause && { cause }), ...likeness, text })
  return { id, episode, asset: all.asset }
}

export const ack: Verb = async (invocation) => {
  const { id, episode } = await say(invocation, 'ack', invocation.options.reason ?? '')
  invocation.terminal.print(`${id}: ${episode.id} is seen by ${speaker(invocation.options)}`)
  return exitCodes.fine
}

export const comment: Verb = async (invocation) => {
  const { id, episode } = await say(invocation, 'comment', invocation.operands.slice(1).join(' '))
  invocation.terminal.print(`${id}: the comment stands with ${episode.id}`)
  return exitCodes.fine
}

export const close: Verb = async (invocation) => {
  const { cause, reason } = invocation.options
  if (!cause) throw usage('CAUSE', 'an episode is closed with its cause', 'say which with --cause fault, process, sensor or false')
  const { id, episode } = await say(invocation, 'close', reason ?? '')
  const then = cause === 'false' ? `; episodes like it (${culpritOf(episode)}, up to 1.1 times its peak) are suppressed from the next run on` : ''
  invocation.terminal.print(`${id}: ${episode.id} is closed as ${cause === 'false' ? 'a false alarm' : cause}${then}; acm undo ${id} takes that back`)
  return exitCodes.fine
}

export const accept: Verb = async (invocation) => {
  const { id, episode } = await say(invocation, 'accept', invocation.options.reason ?? '')
  const since = `since ${utc(episode.start)}`
  invocation.terminal.print(
    `${id}: ${culpritOf(episode)} ${since} is the new normal and no alarm from the next run on; acm undo ${id} takes that back`,
  )
  return exitCodes.fine
}
