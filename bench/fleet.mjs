// npm run bench -- fleet: what watching many assets costs. Online: 15 new rows of 50 sensors by a kept model, store write included, in a warm process.
// Cold: acm analyze of 10,000 × 50, file to verdict without a report, beside an honest pandas and scikit-learn script of the same steps.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { modelOf, storedContextOf, toJson } from '@acm/contract'
import { spearman } from '@acm/kernels'
import { defaults, score, train } from '@acm/pipeline'
import { readHistory } from '@acm/readers'
import { fileSource } from '@acm/readers/node'
import { openStore } from '@acm/store'
import { rowsOf } from '../accuracy/pipeline.mjs'
import { median } from './measure.mjs'

const here = import.meta.dirname
const ACM = join(here, '../packages/cli/bin/acm.js')
const PEER = join(here, 'engines/pandas-pipeline.py')
const [ROWS, SENSORS, NEW_ROWS, ASSETS, ROUNDS] = [10_000, 50, 15, 40, 5]

/** A machine in one operating state: five slow causes behind fifty sensors, each with noise of its own; one sensor is off at the end. */
function assetCsv() {
  let state = 12345
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  const loads = Array.from({ length: SENSORS }, () => Array.from({ length: 5 }, normal))
  const causes = new Float64Array(5)
  const lines = [`time,${loads.map((_, i) => `S${i + 1}`).join(',')}`]
  for (let row = 0; row < ROWS; row++) {
    for (let i = 0; i < 5; i++) causes[i] = 0.9 * causes[i] + 0.44 * normal()
    const values = loads.map((load, i) => {
      const off = i === 7 && row > 0.9 * ROWS ? 2 : 0
      return (50 + off + load.reduce((sum, one, k) => sum + one * causes[k], 0) + 0.5 * normal()).toFixed(3)
    })
    lines.push(`${new Date(Date.UTC(2024, 0, 1) + 60_000 * row).toISOString().slice(0, 19)},${values.join(',')}`)
  }
  return `${lines.join('\n')}\n`
}

const contextOf = ({ time, values, trail, ...rest }) => ({
  body: toJson(rest),
  ...(trail && { trail: toJson(trail) }),
  rows: { time, values },
  lastTime: time[time.length - 1],
})

/** One asset's turn, from the store and back into it. */
async function turn(store, asset, history) {
  const { body } = await store.model({ asset })
  const context = storedContextOf(await store.context(asset))
  const scored = await score({ model: modelOf(body), history, context })
  await store.saveScored(scored.result, contextOf(scored.context))
}

/** CPU of the whole process, milliseconds a turn. */
async function online(folder, file) {
  const history = await readHistory(await fileSource(file))
  const trained = await train({ history: rowsOf(history, 0, 6000), settings: { ...defaults, ignore: [] } })
  await using store = await openStore(join(folder, 'fleet.db'))
  const assets = Array.from({ length: ASSETS }, (_, i) => `asset ${i + 1}`)
  const rename = (asset) => ({ ...trained.model, asset, settings: { ...trained.model.settings, asset } })
  for (const asset of assets)
    await store.saveModel(
      { asset, maturity: 'CONVERGED', reason: '', summary: {}, body: toJson(rename(asset)), promote: true },
      contextOf(trained.context),
    )
  const costs = []
  for (let round = 0; round < ROUNDS; round++)
    for (const asset of assets) {
      const rows = rowsOf(history, 6000 + round * NEW_ROWS, 6000 + (round + 1) * NEW_ROWS)
      const before = process.cpuUsage()
      await turn(store, asset, rows)
      const { user, system } = process.cpuUsage(before)
      costs.push((user + system) / 1000)
    }
  // The first round warms the process up.
  return { cpuMs: median(costs.slice(ASSETS)), worstCpuMs: costs.slice(ASSETS).reduce((a, b) => Math.max(a, b)) }
}

/** Wall-clock seconds and peak memory of a child process, by GNU time. */
function measured(command, args) {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%e %M', command, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`)
  const [seconds, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number)
  return { seconds, megabytes: kilobytes / 1024 }
}

function cold(folder, file, python) {
  const runs = { acm: [], peer: [] }
  for (let round = 0; round < ROUNDS; round++) {
    const store = join(folder, `cold-${round}.db`)
    runs.acm.push(measured(process.execPath, [ACM, 'analyze', file, '--no-report', '--store', store, '--quiet']))
    runs.peer.push(measured(python, [PEER, file]))
  }
  const of = (who, key) => median(runs[who].map((one) => one[key]))
  const [acm, peer] = ['acm', 'peer'].map((who) => ({ seconds: of(who, 'seconds'), megabytes: of(who, 'megabytes') }))
  return { acm, peer, timesFaster: peer.seconds / acm.seconds, memoryShare: acm.megabytes / peer.megabytes }
}

/** Do both compute the same score? */
function agreement(folder, file, python) {
  const [ours, theirs] = [join(folder, 'ours.csv'), join(folder, 'theirs.csv')]
  for (const [command, args] of [
    [process.execPath, [ACM, 'analyze', file, '--no-report', '--no-store', '--scores', ours, '--quiet']],
    [python, [PEER, file, theirs]],
  ]) {
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  const columnOf = (path) => {
    const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n')
    const at = head.split(',').indexOf('fused')
    return Float64Array.from(lines, (line) => Number(line.split(',')[at]))
  }
  return spearman([columnOf(ours), columnOf(theirs)])[1]
}

/** Measures and prints; gives the figures. */
export async function measureFleet(python) {
  const folder = mkdtempSync(join(tmpdir(), 'acm-fleet-'))
  try {
    const file = join(folder, 'asset.csv')
    writeFileSync(file, assetCsv())
    const found = { online: await online(folder, file) }
    const minutes = (10_000 * found.online.cpuMs) / 2 / 60_000
    console.log(
      `online: ${NEW_ROWS} rows × ${SENSORS} sensors: ${found.online.cpuMs.toFixed(1)} ms of CPU; 10,000 assets on two cores: ${minutes.toFixed(1)} min`,
    )
    if (python && existsSync(PEER)) {
      found.cold = { ...cold(folder, file, python), rankCorrelation: agreement(folder, file, python) }
      const { acm, peer, timesFaster, memoryShare, rankCorrelation: rho } = found.cold
      console.log(
        `cold: ${acm.seconds.toFixed(2)} s and ${acm.megabytes.toFixed(0)} MB against ${peer.seconds.toFixed(2)} s and ${peer.megabytes.toFixed(0)} MB`,
      )
      console.log(
        `      ${timesFaster.toFixed(1)} × faster, ${(100 * memoryShare).toFixed(0)} % of the memory; Spearman of the scores ${rho.toFixed(4)}`,
      )
    }
    return found
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
