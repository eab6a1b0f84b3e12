// The tables that people read, made from record/ and the notes of definitions/: README's, docs/kernels/<family>.md's, and the command's own.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { families } from './definitions.mjs'

const recordFile = (name) => join(import.meta.dirname, 'record', `${name}.json`)
const readRecord = (name) => (existsSync(recordFile(name)) ? JSON.parse(readFileSync(recordFile(name), 'utf8')) : undefined)

export const geometricMean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

/** A ratio below 1 with a digit more: 0.69 does not hold an aim of 0.7. */
const cell = (value, digits = value < 1 ? 2 : 1) => (value === undefined ? '–' : value.toFixed(digits))
const missed = (result, work) => work.bar !== undefined && !(result.ratio?.out >= work.bar)
const aim = (result, work) => (work.bar === undefined ? '–' : `${work.bar}${missed(result, work) ? ', missed' : ''}`)
/** Results of the record with the definition's line of the same name; a line that was dropped has no row. */
const paired = (results, works) =>
  results.map((result) => ({ result, work: works.find(({ name }) => name === result.work) })).filter(({ work }) => work)
const meanOf = (pairs) => {
  const ratios = pairs.flatMap(({ result }) => (result.ratio ? [result.ratio.out] : []))
  return ratios.length ? `Geometric mean over ${ratios.length} rows, into \`out\`: **${cell(geometricMean(ratios))}**.` : ''
}

/** One family, whole: ratios, times, and under them the cause of each missed aim. Lines of Markdown. */
export function speedTable(results, works) {
  const pairs = paired(results, works)
  const rows = pairs.map(({ result: r, work }) =>
    [
      r.work,
      r.data ?? '',
      r.ratio ? `${r.fastestPeer} ${cell(r.peerMs, 2)}` : '–',
      `${cell(r.acmMs.fresh, 2)} / ${cell(r.acmMs.out, 2)} / ${cell(r.acmMs.resident, 2)}`,
      cell(r.ratio?.out),
      cell(r.ratio?.resident),
      `${cell(r.pythonRatio)}${work.pythonBar ? ` (aim ${work.pythonBar}${r.pythonRatio >= work.pythonBar ? '' : ', missed'})` : ''}`,
      cell(r.memoryOfPandas, 2),
      aim(r, work),
    ].join(' | '),
  )
  const notes = pairs
    .filter(({ result, work }) => work.note || missed(result, work))
    .map(({ result, work }) => `- ${result.work}: ${work.note ?? 'missed; cause not written down yet.'}`)
  return [
    '| work | data | fastest peer (ms) | ACM fresh / `out` / resident (ms) | ratio `out` | resident | from Python | memory of pandas | aim for `out` |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
    meanOf(pairs),
    ...(notes.length ? ['', ...notes] : []),
  ]
}

const slope = (result, ...axes) =>
  cell(
    axes.map((axis) => result.axes[axis]?.slope).find((one) => one !== undefined),
    2,
  )

/** Exponents b of cost ∝ size^b and what a second thread brings, a line a kernel. */
export function growthTable(results) {
  return [
    '| kernel | rows | columns | window | thread efficiency |',
    '| --- | --- | --- | --- | --- |',
    ...results.map(
      (r) =>
        `| \`${r.kernel}\` | ${slope(r, 'rows', 'length')} | ${slope(r, 'cols', 'n')} | ${slope(r, 'window')} | ${r.threads.efficiency === undefined ? '–' : cell(r.threads.efficiency, 2)} |`,
    ),
  ]
}

const where = ({ machine, date }) => `${machine.cores} cores (${machine.cpu}), ${date}`

/** The section of docs/kernels/<family>.md; empty where nothing is recorded yet. */
export function familySection(family) {
  const works = families().find((one) => one.family === family)?.works ?? []
  const record = readRecord(family)
  const growth = readRecord('growth')
  const grown = growth?.results.filter((result) => result.family === family) ?? []
  return [
    ...(record
      ? [
          '## Speed',
          '',
          `The fastest peer's time over ours ([how](../../bench/METHODOLOGY.md)); ${where(record)}.`,
          '',
          ...speedTable(record.results, works),
          '',
        ]
      : []),
    ...(grown.length
      ? [
          '## Growth',
          '',
          `Cost grows as a power of the size: the exponents, resident, and the share of the cores that is used; ${where(growth)}.`,
          '',
          ...growthTable(grown),
          '',
        ]
      : []),
  ]
}

const TITLES = { polars: 'Polars', numpy: 'NumPy', scipy: 'SciPy', sklearn: 'scikit-learn' }

/** Who was measured, in words. */
function peersOf(records) {
  const engines = [...new Set(records.flatMap(({ raw }) => raw.flatMap(({ rows }) => rows.slice(2).map(({ engine }) => engine))))]
  const titles = engines.map((engine) => TITLES[engine] ?? engine)
  return [titles.slice(0, -1).join(', '), titles.at(-1)].filter(Boolean).join(' and ')
}

/** README's table: every recorded work that has an aim, and the mean over all rows. */
export function readmeSection() {
  const recorded = families().flatMap(({ family, works }) => {
    const record = readRecord(family)
    return record ? [{ family, record, pairs: paired(record.results, works) }] : []
  })
  const rows = recorded.flatMap(({ family, pairs }) =>
    pairs
      .filter(({ work }) => work.bar !== undefined)
      .map(
        ({ result: r, work }) =>
          `| [${family}](docs/kernels/${family}.md) | ${r.work} | ${r.fastestPeer ?? '–'} | ${cell(r.ratio?.out)} | ${cell(r.ratio?.resident)} | ${cell(r.pythonRatio)} | ${aim(r, work)} |`,
      ),
  )
  return [
    '## Speed',
    '',
    `How many times faster than the fastest of ${peersOf(recorded.map(({ record }) => record))}; ${where(recorded[0].record)};`,
    '`npm run bench` measures it on yours ([how](bench/METHODOLOGY.md)). All works, their data, and why an aim was missed: the families’ pages.',
    '',
    '| family | work | fastest peer | ACM in Node, into `out` | resident | from Python, copies included | aim for `out` |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    meanOf(recorded.flatMap(({ pairs }) => pairs)),
  ]
}
