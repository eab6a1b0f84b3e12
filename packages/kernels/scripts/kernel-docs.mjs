// Writes docs/kernels/<family>.md from the definitions: what each kernel takes, returns, and what "equal" means for it; and from the
// benchmark's records how fast it is.
// `--check` writes nothing and fails when a page is out of date.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { familySection } from '../../../bench/speed-tables.mjs'

const root = join(import.meta.dirname, '../../..')
const { kernels } = JSON.parse(readFileSync(join(root, 'packages/kernels/kernels.json'), 'utf8'))

function size(dim) {
  if (typeof dim !== 'object') return String(dim)
  if (Array.isArray(dim)) return dim.map(size).join('·')
  const { of, over = 1, plus = 0, atMost } = dim
  const whole = `${over === 1 ? size(of) : `⌊${size(of)}/${over}⌋`}${plus ? `${plus < 0 ? '−' : '+'}${Math.abs(plus)}` : ''}`
  return atMost === undefined ? whole : `min(${whole}, ${size(atMost)})`
}
const range = ({ kind, min, max, default: fallback }) =>
  `${kind === 'int' ? 'whole number' : 'number'} ${size(min)} … ${size(max)}${fallback === undefined ? '' : `, default ${size(fallback)}`}`
const within = ({ min, max }) => (min === undefined ? '' : ` from ${min} to ${max}`)
const shape = (arg) =>
  arg.kind === 'matrix' ? `${arg.rows} × ${arg.cols}` : arg.kind === 'vector' ? `${size(arg.length)} numbers${within(arg)}` : range(arg)
const equality = ({ kind, ulps, tolerance, least }) =>
  kind === 'exact'
    ? 'exact'
    : kind === 'ulp'
      ? `${ulps} units in the last place`
      : `relative ${tolerance}${least ? ` of the value or ${least}, whichever is larger` : ''}`
const cell = (text) => text.replaceAll('|', '\\|')

function section({ name, doc, args, out, equals, cost }) {
  const rows = [
    ...Object.entries(args).map(([key, arg]) => `| ${key} | ${shape(arg)} | ${cell(arg.doc)} |`),
    ...Object.entries(out).map(([key, { shape: dims, doc }]) => `| → ${key} | ${dims.map(size).join(' × ')} | ${cell(doc)} |`),
  ]
  const per = [cost.per].flat().map(size).join(' × ')
  return [
    `## \`${name}\``,
    '',
    doc,
    '',
    '| | shape or range | |',
    '| --- | --- | --- |',
    ...rows,
    '',
    `Engines agree: ${equality(equals)}. Cost: about ${cost.ns} ns × ${per} on one thread.`,
    '',
  ].join('\n')
}

for (const family of new Set(kernels.map((kernel) => kernel.family))) {
  const intro = [
    `# Kernels: ${family}`,
    '',
    'Made from the definitions and their docstrings by `npm run docs -w @acm/kernels`; the plain meaning stands in',
    '`packages/kernels/src/reference`. A value that is not finite is missing. Where the reference libraries differ: [parity.md](parity.md).',
    '',
  ].join('\n')
  const sections = kernels.filter((kernel) => kernel.family === family).map(section)
  const file = join(root, 'docs/kernels', `${family}.md`)
  const page = [intro, ...sections, ...familySection(family)].join('\n')
  if (!process.argv.includes('--check')) writeFileSync(file, page)
  else if (readFileSync(file, 'utf8') !== page) throw new Error(`docs/kernels/${family}.md is out of date: run npm run docs -w @acm/kernels`)
}
