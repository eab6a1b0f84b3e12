// acm models: the versions of an asset's model.

import { readFileSync } from 'node:fs'
import { Problem } from '@acm/contract'
import { deprecate as deprecateVersion, importModel as importVersion, modelVersion, promote as promoteVersion } from '@acm/monitor'
import { minuteText, modelFileText, readModelFile } from '@acm/monitor/formats'
import type { ModelRecord } from '@acm/store'
import { fileSafe } from '../analysis/request.ts'
import { writeWhole } from '../output/whole-file.ts'
import { exitCodes, usage } from '../problem.ts'
import { assetInStore } from '../store/asset-in-store.ts'
import { DEFAULT_STORE, openExisting, openOrMake } from '../store/open.ts'
import { textTable } from '../terminal/text-table.ts'
import type { Verb } from './verb.ts'

function versionOf(text: string): number {
  const version = Number(text)
  if (Number.isInteger(version) && version > 0) return version
  throw usage('VALUE', `the version was "${text}"; a whole number from 1 is allowed`, 'see acm models list')
}

const rowsOf = ({ summary }: ModelRecord): string => (typeof summary.rows === 'number' ? summary.rows.toLocaleString('en-US') : '')

export const list: Verb = async ({ options, terminal }) => {
  await using store = await openExisting(options)
  const models = await store.listModels(options.asset)
  if (options.json) {
    terminal.print(JSON.stringify({ schemaVersion: 1, models }))
    return exitCodes.fine
  }
  const rows = models.map((model) => {
    const { asset, version, state, maturity, reason, createdAt } = model
    return [asset, String(version), state, maturity, minuteText(createdAt), rowsOf(model), reason]
  })
  terminal.print(
    textTable(
      ['asset', 'version', 'state', 'maturity', 'trained (UTC)', 'rows', 'reason'],
      rows,
      'the store holds no model; acm train FILE makes one',
    ),
  )
  return exitCodes.fine
}

export const show: Verb = async ({ options, operand, terminal }) => {
  await using store = await openExisting(options)
  const { body: _, ...model } = await modelVersion(store, { asset: await assetInStore(store, options), version: versionOf(operand) })
  if (options.json) terminal.print(JSON.stringify({ schemaVersion: 1, ...model }))
  else {
    const facts = { asset: model.asset, version: model.version, state: model.state, maturity: model.maturity, reason: model.reason, ...model.summary }
    for (const [name, value] of Object.entries(facts))
      terminal.print(`${name.padEnd(12)}${typeof value === 'string' ? value : JSON.stringify(value)}`)
  }
  return exitCodes.fine
}

export const promote: Verb = async ({ options, operand, terminal }) => {
  await using store = await openExisting(options)
  const [asset, version] = [await assetInStore(store, options), versionOf(operand)]
  await promoteVersion(store, { asset, version })
  terminal.print(`${asset}: version ${version} scores from now on`)
  return exitCodes.fine
}

export const deprecate: Verb = async ({ options, operand, terminal }) => {
  await using store = await openExisting(options)
  const [asset, version] = [await assetInStore(store, options), versionOf(operand)]
  await deprecateVersion(store, { asset, version }, options.reason ?? 'deprecated by hand')
  terminal.print(`${asset}: version ${version} is deprecated; acm models promote brings it back`)
  return exitCodes.fine
}

export const exportModel: Verb = async ({ options, operand, terminal }) => {
  await using store = await openExisting(options)
  const asset = await assetInStore(store, options)
  const model = await modelVersion(store, { asset, version: versionOf(operand) })
  const path = options.out ?? `${fileSafe(asset)}-model-${model.version}.json`
  await writeWhole(path, [modelFileText(model)], options.force)
  terminal.print(`${asset}: version ${model.version} is in ${path}`)
  return exitCodes.fine
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Problem('ACM-SOURCE-MISSING', `there is no file ${path}`, 'correct the path', { where: path })
    throw new Problem('ACM-DATA-MODEL', `it is no exported model: ${message}`, 'give a file that holds an exported model', { where: path })
  }
}

export const importModel: Verb = async ({ options, operand, terminal }) => {
  const exported = readModelFile(textOf(operand), operand)
  await using store = await openOrMake(options.store || DEFAULT_STORE)
  const asset = options.asset ?? exported.asset
  const version = await importVersion(store, exported, asset, options.candidate ? 'candidate' : 'promoted')
  terminal.print(`${asset}: version ${version}, ${options.candidate ? 'a candidate' : 'which scores from now on'}, from ${operand}`)
  return exitCodes.fine
}
