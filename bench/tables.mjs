// node bench/tables.mjs: writes README's speed table from the record, between the markers. `--check` fails when it is out of date.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const { machine, date, shape, results } = JSON.parse(readFileSync(join(root, 'bench/record/rolling.json'), 'utf8'))
const rows = results.map(
  ({ work, fastestPeer, ratio, bar, pythonRatio }) =>
    `| ${work} | ${fastestPeer} | ${ratio.out.toFixed(1)} | ${ratio.resident.toFixed(1)} | ${pythonRatio.toFixed(1)} | ${bar}${ratio.out < bar ? ', missed' : ''} |`,
)
const table = [
  '## Speed',
  '',
  `How many times faster than the fastest of pandas, Polars, bottleneck, numba and NumPy, ${shape.join(' × ')}, ${machine.cores} cores (${machine.cpu}), ${date};`,
  '`npm run bench` measures it on yours ([how](bench/METHODOLOGY.md)).',
  '',
  '| work | fastest peer | ACM in Node, into `out` | resident | from Python, copies included | aim for `out` |',
  '| --- | --- | --- | --- | --- | --- |',
  ...rows,
].join('\n')

const [begin, end] = ['<!-- bench:begin -->', '<!-- bench:end -->']
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const made = `${readme.slice(0, readme.indexOf(begin) + begin.length)}\n${table}\n${readme.slice(readme.indexOf(end))}`
if (process.argv.includes('--check') && made !== readme) {
  console.error('README’s speed table is not the record’s: run node bench/tables.mjs')
  process.exit(1)
}
writeFileSync(join(root, 'README.md'), made)
