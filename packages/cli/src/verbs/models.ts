// acm models: the versions of an asset's model.

import { readFileSync } from 'node:fs'
import { Problem } from '@acm/contract'
import { MODEL_VERSION } from '@acm/pipeline/settings'
import type { ModelRecord, Store } from '@acm/store'
import { fileSafe } from '../analysis/request.ts'
import { writeWhole } from '../output/whole-file.ts'
import { exitCodes, usage } from '../problem.ts'
import { assetOf, columns, existingStore, utc } from '../store-of.ts'
import type { Verb } from './verb.ts'

function versionOf(text: string): number {
  const version = Number(text)
  if (Number.isInteger(version) && version > 0) return version
  throw usage('VALUE', `the version was "${text}"; a whole number from 1 is allowed`, 'see acm models list')
}

const unknownVersion = (asset: string, version: number) =>
  usage('VERSION', `there is no version ${version} of the model of ${asset}`, 'see acm models list')

async function found(store: Store, asset: string, version: number): Promise<ModelRecord & { body: string }> {
  const model = await store.model({ asset, version })
  if (!model) throw unknownVersion(asset, version)
  return model
}

const rowsOf = ({ summary }: ModelRecord): string => (typeof summary.rows === 'number' ? summary.rows.toLocaleString('en-US') : '')

export const list: Verb = async ({ options, terminal }) => {
  await using store = await existingStore(options)
  const models = await store.listModels(options.asset)
  if (options.json) {
    terminal.print(JSON.stringify({ schemaVersion: 1, models }))
    return exitCodes.fine
  }
  const rows = models.map((model) => {
    const { asset, version, state, maturity, reason, createdAt } = model
    return [asset, String(version), state, maturity, utc(createdAt), rowsOf(model), reason]
  })
  terminal.print(
    columns(['asset', 'version', 'state', 'maturity', 'trained (UTC)', 'rows', 'reason'], rows, 'the store holds no model; acm train FILE makes one'),
  )
  return exitCodes.fine
}

export const show: Verb = async ({ options, operand, terminal }) => {
  await using store = await existingStore(options)
  const { body: _, ...model } = await found(store, await assetOf(store, options), versionOf(operand))
  if (options.json) terminal.print(JSON.stringify({ schemaVersion: 1, ...model }))
  else {
    const facts = { asset: model.asset, version: model.version, state: model.state, maturity: model.maturity, reason: model.reason, ...model.summary }
    for (const [name, value] of Object.entries(facts))
      terminal.print(`${name.padEnd(12)}${typeof value === 'string' ? value : JSON.stringify(value)}`)
  }
  return exitCodes.fine
}

export const promote: Verb = async ({ options, operand, terminal }) => {
  await using store = await existingStore(options)
  const [asset, version] = [await assetOf(store, options), versionOf(operand)]
  if (!(await store.changeModel({ asset, version }, 'promoted', ''))) throw unknownVersion(asset, version)
  terminal.print(`${asset}: version ${version} scores from now on`)
  return exitCodes.fine
}

export const deprecate: Verb = async ({ options, operand, terminal }) => {
  await using store = await existingStore(options)
  const [asset, version] = [await assetOf(store, options), versionOf(operand)]
  if (!(await store.changeModel({ asset, version }, 'deprecated', options.reason ?? 'deprecated by hand'))) throw unknownVersion(asset, version)
  terminal.print(`${asset}: version ${version} is deprecated; acm models promote brings it back`)
  return exitCodes.fine
}

export const exportModel: Verb = async ({ options, operand, terminal }) => {
  await using store = await existingStore(options)
  const asset = await assetOf(store, options)
  const model = await found(store, asset, versionOf(operand))
  const path = options.out ?? `${fileSafe(asset)}-model-${model.version}.json`
  const { maturity, reason, summary, body } = model
  await writeWhole(path, [JSON.stringify({ format: FORMAT, asset, maturity, reason, summary, body })], options.force)
  terminal.print(`${asset}: version ${model.version} is in ${path}`)
  return exitCodes.fine
}

/** Goes up with the format of models, so that one that cannot score here never takes the place of one that can. */
const FORMAT = `acm-model-${MODEL_VERSION}`

interface ExportedModel {
  readonly format: string
  readonly asset: string
  readonly maturity: string
  readonly reason: string
  readonly summary: ModelRecord['summary']
  readonly body: string
}

function readExported(path: string): ExportedModel {
  let value: Partial<ExportedModel>
  try {
    value = JSON.parse(readFileSync(path, 'utf8')) as Partial<ExportedModel>
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Problem('ACM-SOURCE-MISSING', `there is no file ${path}`, 'correct the path', { where: path })
    throw new Problem('ACM-DATA-MODEL', `it is no exported model: ${message}`, 'give a file that acm models export wrote', { where: path })
  }
  const format: unknown = value.format
  if (typeof format === 'string' && /^acm-model-\d+$/.test(format) && format !== FORMAT)
    throw new Problem(
      'ACM-DATA-MODEL-FORMAT',
      `it is of format ${format}; this program scores by ${FORMAT}`,
      'train the model again: acm train FILE',
      { where: path },
    )
  if (format === FORMAT && typeof value.asset === 'string' && typeof value.body === 'string') return value as ExportedModel
  throw new Problem('ACM-DATA-MODEL', 'it is JSON, but no exported model', 'give a file that acm models export wrote', { where: path })
}

export const importModel: Verb = async ({ options, operand, terminal }) => {
  const exported = readExported(operand)
  const { openStore } = await import('@acm/store')
  await using store = await openStore(options.store || '.acm/acm.db')
  const asset = options.asset ?? exported.asset
  const { maturity, reason, summary, body } = exported
  const version = await store.saveModel({ asset, maturity, reason, summary, body, promote: !options.candidate })
  terminal.print(`${asset}: version ${version}, ${options.candidate ? 'a candidate' : 'which scores from now on'}, from ${operand}`)
  return exitCodes.fine
}
