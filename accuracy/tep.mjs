// Tennessee Eastman: training on d00.dat, limits from training rows only. Faults begin after row 160 of 960; nobody detects 3, 9 and 15.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { historyOf, judge } from './pipeline.mjs'
import { count, mean } from './scores.mjs'

const FAULT_START = 160
const CADENCE_MS = 180_000
const UNDETECTABLE = new Set(['03', '09', '15'])
const transposed = (rows) => rows[0].map((_, i) => rows.map((row) => row[i]))

/** A file of the set as a history, one row in three minutes. */
export function tennessee(path) {
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  // d00.dat is stored with a line a variable.
  const columns = rows.length === 52 ? rows : transposed(rows)
  const names = columns.map((_, i) => (i < 41 ? `XMEAS${i + 1}` : `XMV${i - 40}`))
  return historyOf(columns, names, CADENCE_MS, path)
}

async function fault(folder, name, baseline) {
  const { alarms } = await judge(tennessee(join(folder, name)), {}, baseline)
  const after = alarms.subarray(FAULT_START)
  const delay = after.indexOf(1)
  return {
    fault: name.slice(1, 3),
    detection: count(after) / after.length,
    before: count(alarms.subarray(0, FAULT_START)) / FAULT_START,
    delayRows: delay,
  }
}

export async function tep(data) {
  const folder = join(data, 'tep')
  const baseline = tennessee(join(folder, 'd00.dat'))
  const names = readdirSync(folder).filter((name) => /^d\d\d_te\.dat$/.test(name) && name !== 'd00_te.dat')
  const faults = []
  for (const name of names.sort()) faults.push(await fault(folder, name, baseline))
  const { alarms } = await judge(tennessee(join(folder, 'd00_te.dat')), {}, baseline)
  const detectable = faults.filter((one) => !UNDETECTABLE.has(one.fault))
  return { figures: { meanDetection: mean(detectable.map(({ detection }) => detection)), falseAlarms: count(alarms) / alarms.length }, faults }
}
