// npm run accuracy -- --data DIR [--json] [--check | --record]: how well the public pipeline, with its defaults and without any label, detects.
// What is measured stands in the scenarios beside this file, what came out in record.json. --check fails where a figure fell.
import { existsSync, statSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cmapss, cmapssParts } from './cmapss.mjs'
import { pairs, plant } from './plant.mjs'
import { fallen, readRecord, tableOf, writeRecord } from './record.mjs'
import { skab, skabGroups } from './skab.mjs'
import { tep } from './tep.mjs'

/** Each scenario by its name: what runs it, or why it cannot be run. */
function scenarios(data) {
  const found = { tep: existsSync(join(data, 'tep/d00.dat')) ? () => tep(data) : 'tep/d00.dat is not there' }
  for (const group of skabGroups(data)) found[`skab.${group}`] = () => skab(data, group)
  if (skabGroups(data).length === 0) found.skab = 'there is no skab/<group>/*.csv with labels'
  for (const pair of pairs(data)) found[`plant.${pair.name}`] = () => plant(pair)
  if (pairs(data).length === 0) found.plant = 'there is no pair of a healthy file and a later one'
  for (const part of cmapssParts(data)) found[`cmapss.${part}`] = () => cmapss(data, part)
  if (cmapssParts(data).length === 0) found.cmapss = 'there is no cmapss/{train,test,RUL}_FD00N.txt'
  return found
}

async function runAll(data, say) {
  const [figures, details, skipped, failed] = [{}, {}, {}, {}]
  for (const [name, scenario] of Object.entries(scenarios(data))) {
    if (typeof scenario === 'string') {
      skipped[name] = scenario
      say(`${name}: skipped, for ${scenario}`)
      continue
    }
    const since = performance.now()
    try {
      const { figures: own, ...rest } = await scenario()
      for (const [key, value] of Object.entries(own)) figures[`${name}.${key}`] = value
      details[name] = rest
      say(`${name}: ${((performance.now() - since) / 1000).toFixed(1)} s`)
    } catch (error) {
      // What one folder cannot carry must not hide what the others say.
      failed[name] = `${error.code ?? error.name}: ${error.message}`
      say(`${name}: failed, ${failed[name]}`)
    }
  }
  return { figures, details, skipped, failed }
}

function usage(reason) {
  console.error(`${reason}\nusage: npm run accuracy -- --data DIR [--json] [--check | --record]`)
  process.exit(2)
}

const { values } = parseArgs({
  options: { data: { type: 'string' }, json: { type: 'boolean' }, check: { type: 'boolean' }, record: { type: 'boolean' } },
})
if (!values.data) usage('--data was not given; the folder that holds skab/, tep/ and the others is required')
if (!statSync(values.data, { throwIfNoEntry: false })?.isDirectory()) usage(`--data is ${values.data}, which is no folder`)
if (values.check && values.record) usage('--check and --record exclude each other')

const result = await runAll(values.data, (line) => console.error(line))
console.log(values.json ? JSON.stringify(result, null, 2) : tableOf(result.figures).join('\n'))
if (Object.keys(result.failed).length > 0) process.exitCode = 1
if (values.record)
  writeRecord({ date: new Date().toISOString().slice(0, 10), machine: { cpu: cpus()[0].model, node: process.version }, figures: result.figures })
if (values.check) {
  const lost = fallen(result.figures, readRecord().figures)
  for (const line of lost) console.error(`fell: ${line}`)
  if (lost.length > 0) process.exitCode = 1
}
