// npm run bench: every work on every engine, each in a fresh process, in turn, over several rounds; see METHODOLOGY.md.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { virtualEnvironment } from '../scripts/python.mjs'

const here = import.meta.dirname
const ROUNDS = 3
const SECONDS = 0.4
const PEERS = ['pandas', 'polars', 'bottleneck', 'numba', 'numpy']
const TOLERANCE = 1e-9

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

/** Uniform noise around a slow ramp: no ties, nothing missing, the same on every machine. */
function writeData(path, rows, cols) {
  let state = 1
  const values = Float64Array.from({ length: rows * cols }, (_, i) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32 + (i % rows) / rows
  })
  writeFileSync(path, new Uint8Array(values.buffer))
}

function measure(engine, job, python) {
  const [program, file] = engine === 'acm' ? [process.execPath, 'acm.mjs'] : [python, engine === 'acm_python' ? 'acm_python.py' : `${engine}_peer.py`]
  return JSON.parse(
    execFileSync(program, [join(here, 'engines', file), JSON.stringify(job)], { maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'inherit'] }),
  )
}

/** A row whose checksum differs from ours measured something else, and is not printed. */
function agrees(a, b) {
  return a.missing === b.missing && Math.abs(a.sum - b.sum) <= TOLERANCE * b.scale
}

function summarise(rounds) {
  const [first] = rounds
  if (first.skipped) return { engine: first.engine, skipped: first.skipped }
  const ms = Object.fromEntries(Object.keys(first.ms).map((way) => [way, median(rounds.map((round) => median(round.ms[way])))]))
  return { engine: first.engine, version: first.version, ms, peakBytes: median(rounds.map((round) => round.peakBytes)), checksum: first.checksum }
}

function runWork(work, definition, data, python) {
  const job = { data, rows: definition.rows, cols: definition.cols, kernel: work.kernel, args: work.args, seconds: SECONDS }
  const engines = ['acm', 'acm_python', ...PEERS]
  const rounds = Array.from({ length: ROUNDS }, () => engines.map((engine) => measure(engine, job, python)))
  const rows = engines.map((_, i) => summarise(rounds.map((round) => round[i])))
  const [ours] = rows
  for (const row of rows)
    if (!row.skipped && !agrees(row.checksum, ours.checksum))
      row.skipped = `checksum differs: ${JSON.stringify(row.checksum)} against ${JSON.stringify(ours.checksum)}`
  return { work, rows }
}

function verdict({ work, rows }, pythonBar) {
  const [acm, python] = rows
  const peers = rows.slice(2).filter((row) => !row.skipped)
  const fastest = peers.reduce((a, b) => (a.ms.call < b.ms.call ? a : b))
  const pandas = rows.find((row) => row.engine === 'pandas')
  return {
    work: work.name,
    fastestPeer: fastest.engine,
    peerMs: fastest.ms.call,
    acmMs: acm.ms,
    ratio: { fresh: fastest.ms.call / acm.ms.fresh, out: fastest.ms.call / acm.ms.out, resident: fastest.ms.call / acm.ms.resident },
    bar: work.bar,
    acmPythonMs: python.ms.call,
    pythonRatio: fastest.ms.call / python.ms.call,
    ...(pythonBar && { pythonBar }),
    ...(!pandas.skipped && { memoryOfPandas: acm.peakBytes / pandas.peakBytes }),
  }
}

function print(results) {
  const cell = (value, digits = 2) => (value === undefined ? '–' : value.toFixed(digits))
  console.log('| work | fastest peer (ms) | ACM fresh / out / resident (ms) | ratio out (bar) | from Python (ms, ratio) | memory of pandas |')
  console.log('| --- | --- | --- | --- | --- | --- |')
  for (const r of results)
    console.log(
      `| ${r.work} | ${r.fastestPeer} ${cell(r.peerMs)} | ${cell(r.acmMs.fresh)} / ${cell(r.acmMs.out)} / ${cell(r.acmMs.resident)} | ${cell(r.ratio.out, 1)} (${r.bar})${r.ratio.out < r.bar ? ' **missed**' : ''} | ${cell(r.acmPythonMs)}, ${cell(r.pythonRatio, 1)} | ${cell(r.memoryOfPandas)} |`,
    )
}

const python = virtualEnvironment('bench', ['pandas', 'polars', 'bottleneck', 'numba', 'numpy', './python'])
const folder = mkdtempSync(join(tmpdir(), 'acm-bench-'))
try {
  const definition = JSON.parse(readFileSync(join(here, 'definitions', 'rolling.json'), 'utf8'))
  const data = join(folder, 'data.f64')
  writeData(data, definition.rows, definition.cols)
  const wanted = process.argv.slice(2)
  const works = definition.works.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
  const raw = works.map((work) => runWork(work, definition, data, python))
  const results = raw.map((one) => verdict(one, definition.python.find(({ name }) => name === one.work.name)?.bar))
  print(results)
  const machine = { cpu: cpus()[0].model, cores: cpus().length, platform: `${platform()} ${arch()}`, node: process.version }
  const record = { date: new Date().toISOString().slice(0, 10), machine, rounds: ROUNDS, shape: [definition.rows, definition.cols], results, raw }
  if (wanted.length === 0) writeFileSync(join(here, 'record', 'rolling.json'), `${JSON.stringify(record, null, 2)}\n`)
} finally {
  rmSync(folder, { recursive: true })
}
