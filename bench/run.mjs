// npm run bench [-- <family or part of a work's name> …]: every work on every engine, each in a fresh process, in turn, over several rounds.
// npm run bench -- growth [<family> …]: how our own cost grows. Both write record/ where whole families (growth: all) were measured.
// npm run bench -- fleet: what watching many assets costs, see fleet.mjs.
// --quick: one round, five calls, peers as they are installed, nothing recorded. See METHODOLOGY.md.
import { writeFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { join } from 'node:path'
import { describeData } from './data.mjs'
import { checkKernels, families, manifest } from './definitions.mjs'
import { measureFleet } from './fleet.mjs'
import { measureGrowth } from './growth.mjs'
import { ask, makeJob, median, PEERS, peerPython, withFolder } from './measure.mjs'
import { geometricMean, growthTable, speedTable } from './speed-tables.mjs'

const quick = process.argv.includes('--quick')
const ROUNDS = quick ? 1 : 3
const TOLERANCE = 1e-9

/** A peer whose checksum differs from ours measured something else, and is not used. */
function agrees(a, b) {
  return a.missing === b.missing && Math.abs(a.sum - b.sum) <= TOLERANCE * b.scale
}

function summarise(rounds) {
  const [first] = rounds
  if (first.skipped) return { engine: first.engine, skipped: first.skipped }
  const ms = Object.fromEntries(Object.keys(first.ms).map((way) => [way, median(rounds.map((round) => median(round.ms[way])))]))
  return { engine: first.engine, version: first.version, ms, peakBytes: median(rounds.map((round) => round.peakBytes)), checksum: first.checksum }
}

function runWork(work, definition, peers, python) {
  const engines = ['acm', 'acm_python', ...peers.filter(({ kernels }) => kernels.includes(work.kernel)).map(({ name }) => name)]
  const rounds = withFolder((folder) => {
    const job = makeJob(work, definition, folder, quick ? { seconds: 0 } : {})
    return Array.from({ length: ROUNDS }, () => engines.map((engine) => ask(engine, job, python)))
  })
  const rows = engines.map((_, i) => summarise(rounds.map((round) => round[i])))
  for (const row of rows.slice(1))
    if (!row.skipped && !agrees(row.checksum, rows[0].checksum))
      row.skipped = `checksum differs: ${JSON.stringify(row.checksum)} against ${JSON.stringify(rows[0].checksum)}`
  return { work, rows }
}

/** One row of the record; without a peer that agrees there is nothing to compare with. */
function verdict({ work, rows }) {
  const [acm, python, ...others] = rows
  const peers = others.filter((row) => !row.skipped)
  const fastest = peers.reduce((a, b) => (a && a.ms.call <= b.ms.call ? a : b), undefined)
  const pandas = peers.find((row) => row.engine === 'pandas')
  const peerMs = fastest?.ms.call
  return {
    work: work.name,
    kernel: work.kernel,
    data: describeData(work.data),
    acmMs: acm.ms,
    acmPythonMs: python.ms.call,
    ...(fastest && {
      fastestPeer: fastest.engine,
      peerMs,
      ratio: { fresh: peerMs / acm.ms.fresh, out: peerMs / acm.ms.out, resident: peerMs / acm.ms.resident },
      pythonRatio: peerMs / python.ms.call,
    }),
    ...(pandas && { memoryOfPandas: acm.peakBytes / pandas.peakBytes }),
  }
}

/** What makes the figures of a work worthless: nothing to compare, something else computed from Python, or no peer that agrees. */
function faults({ work, rows }) {
  const [acm, python, ...peers] = rows
  const told = peers.filter((row) => row.skipped).map((row) => `${row.engine}: ${row.skipped}`)
  if (!(acm.checksum.scale > 0)) return [`${work.name}: there is nothing to compare, ${JSON.stringify(acm.checksum)}`]
  if (python.skipped) return [`${work.name}: from Python, ${python.skipped}`]
  if (peers.length === told.length) return [`${work.name}: ${told.length ? told.join('; ') : 'no peer has it'}`]
  for (const line of told) console.warn(`${work.name}: not used: ${line}`)
  return []
}

const machine = { cpu: cpus()[0].model, cores: cpus().length, platform: `${platform()} ${arch()}`, node: process.version }
const today = () => new Date().toISOString().slice(0, 10)
const writeRecord = (name, record) => writeFileSync(join(import.meta.dirname, 'record', `${name}.json`), `${JSON.stringify(record, null, 2)}\n`)

function benchFamily({ family, works }, whole, kernels, peers, python) {
  console.log(`\n## ${family}\n`)
  const raw = works.map((work) => runWork(work, kernels.get(work.kernel), peers, python))
  const results = raw.map(verdict)
  console.log(speedTable(results, works).join('\n'))
  const wrong = raw.flatMap(faults)
  if (whole && !quick && wrong.length === 0) writeRecord(family, { date: today(), machine, rounds: ROUNDS, results, raw })
  return { results, wrong }
}

/** Whole families where a word is a family's name (or no word is given), else the works whose names hold a word. */
function choose(all, words) {
  const names = all.map(({ family }) => family)
  const parts = words.filter((word) => !names.includes(word))
  return all
    .map(({ family, works }) => {
      const whole = words.length === 0 || words.includes(family)
      return { family, whole, works: whole ? works : works.filter(({ name }) => parts.some((part) => name.includes(part))) }
    })
    .filter(({ works }) => works.length)
}

function bench(chosen, kernels) {
  const python = peerPython(quick)
  const peers = PEERS.map((name) => ({ name, kernels: ask(name, 'describe', python).kernels }))
  const done = chosen.map((family) => benchFamily(family, family.whole, kernels, peers, python))
  const ratios = done.flatMap(({ results }) => results).flatMap(({ ratio }) => (ratio ? [ratio.out] : []))
  console.log(`\nGeometric mean of ${ratios.length} ratios (out): ${geometricMean(ratios).toFixed(2)}`)
  const wrong = done.flatMap((one) => one.wrong)
  for (const line of wrong) console.error(`wrong: ${line}`)
  process.exitCode = wrong.length ? 1 : 0
}

function growth(chosen, kernels, whole) {
  const results = measureGrowth(chosen, kernels, quick)
  console.log(growthTable(results).join('\n'))
  if (whole && !quick) writeRecord('growth', { date: today(), machine, results })
}

const given = process.argv.slice(2).filter((word) => word !== '--quick')
if (given[0] === 'fleet') await fleet()
else measureKernels(given)

async function fleet() {
  const found = await measureFleet(peerPython(quick))
  if (!quick) writeRecord('fleet', { date: today(), machine, ...found })
}

function measureKernels(given) {
  const growing = given[0] === 'growth'
  const words = growing ? given.slice(1) : given
  const kernels = manifest()
  const chosen = choose(families(), words)
  if (chosen.length === 0) throw new Error(`no family and no work is called ${words.join(' or ')}`)
  checkKernels(
    chosen.flatMap(({ works }) => works),
    kernels,
  )
  if (growing) growth(chosen, kernels, words.length === 0)
  else bench(chosen, kernels)
}
