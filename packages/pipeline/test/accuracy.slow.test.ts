// The gate on detection quality: its measures, what it calls a fall, and what it says where data is absent.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { fallen, loss, readRecord } from '../../../accuracy/record.mjs'
import { alarmQuality, averagePrecision, detectionAt, rocAuc } from '../../../accuracy/scores.mjs'

/** The first two are the examples of scikit-learn's roc_auc_score and average_precision_score. */
describe('measures', () => {
  const scores = [0.1, 0.4, 0.35, 0.8]
  const flags = [0, 0, 1, 1]

  test('area and precision of four rows', () => {
    expect(rocAuc(scores, flags)).toBe(0.75)
    expect(averagePrecision(scores, flags)).toBeCloseTo(0.8333333333333333, 15)
  })

  test('equal scores enter together, a row without a score counts as healthy', () => {
    expect(rocAuc([1, 1, 0, 0], [1, 0, 1, 0])).toBe(0.5)
    expect(averagePrecision([1, 1, 0, 0], [1, 0, 1, 0])).toBe(0.5)
    expect(rocAuc([Number.NaN, 2, 1], [0, 1, 0])).toBe(1)
  })

  test('detection at a share of false alarms is that of the lowest threshold which keeps to it', () => {
    expect(detectionAt(0, scores, flags)).toBe(0.5)
    expect(detectionAt(0.5, scores, flags)).toBe(1)
  })

  test('quality of alarms', () => {
    expect(alarmQuality([0, 1, 1, 1], flags)).toEqual({ f1: 0.8, far: 0.5, mar: 0 })
  })
})

describe('the record', () => {
  test('less is better of false alarms, more of all else', () => {
    expect(loss('tep.falseAlarms', 0.02, 0.01)).toBeCloseTo(0.01, 15)
    expect(loss('tep.meanDetection', 0.9, 0.8)).toBeCloseTo(-0.1, 15)
    expect(loss('cmapss.FD001.rmse', 12, 11)).toBe(1)
    expect(loss('cmapss.FD001.coverage', 0.9, 0.8)).toBeCloseTo(0.1, 15)
    expect(loss('cmapss.FD001.coverage', 0.75, 0.84)).toBeCloseTo(0.01, 15)
  })

  test('a fall beyond its tolerance is told with both figures, one within it and a rise are not', () => {
    const recorded = { 'tep.meanDetection': 0.9, 'skab.valve1.far': 0.2, 'plant.fan.falseAlarmsAMonth': 1 }
    expect(fallen({ 'tep.meanDetection': 0.895, 'skab.valve1.far': 0.1, 'plant.fan.falseAlarmsAMonth': 1.4 }, recorded)).toEqual([])
    const lost = fallen({ 'tep.meanDetection': 0.8, 'plant.fan.falseAlarmsAMonth': Number.NaN }, recorded)
    expect(lost).toEqual([expect.stringContaining('tep.meanDetection was 0.9, is 0.8'), expect.stringContaining('falseAlarmsAMonth was 1, is NaN')])
  })

  test('holds figures of every kind of data', () => {
    const names = Object.keys(readRecord().figures).join(' ')
    for (const kind of ['tep.', 'skab.', 'plant.', 'cmapss.']) expect(names).toContain(kind)
  })
})

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'acm-accuracy-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const command = (...args: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, '../../../accuracy/run.mjs'), ...args], { encoding: 'utf8' })

  test('passes over what is not there, and says why', () => {
    const { status, stdout, stderr } = command('--data', folder, '--json', '--check')
    expect(status).toBe(0)
    expect(Object.keys(JSON.parse(stdout).skipped)).toEqual(['tep', 'skab', 'plant', 'cmapss'])
    expect(stderr).toContain('tep: skipped, for tep/d00.dat is not there')
  })

  test('what one folder cannot carry is told, and fails the command, after the others were measured', () => {
    const broken = mkdtempSync(join(folder, 'broken-'))
    mkdirSync(join(broken, 'skab/valve9'), { recursive: true })
    const rows = Array.from(
      { length: 420 },
      (_, i) => `2020-03-09 10:${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')};1;1;${Number(i > 410)}`,
    )
    writeFileSync(join(broken, 'skab/valve9/0.csv'), `datetime;A;B;anomaly\n${rows.join('\n')}\n`)
    const { status, stdout, stderr } = command('--data', broken, '--json')
    expect(status).toBe(1)
    expect(JSON.parse(stdout).failed['skab.valve9']).toContain('ACM-DATA-NO-SENSORS')
    expect(stderr).toContain('skab.valve9: failed')
  })

  test('a folder that is none is refused', () => {
    writeFileSync(join(folder, 'file'), '')
    for (const args of [[], ['--data', join(folder, 'file')], ['--data', folder, '--check', '--record']]) {
      const { status, stderr } = command(...args)
      expect(status).toBe(2)
      expect(stderr).toContain('usage: npm run accuracy')
    }
  })
})
