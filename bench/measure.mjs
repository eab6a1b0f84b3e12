// Runs one engine on one work in a process of its own: writes the data, hands over the job, reads times and checksum.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as kernels from '@acm/kernels'
import { virtualEnvironment } from '../scripts/python.mjs'
import { makeValues, writeValues } from './data.mjs'

const here = import.meta.dirname
export const PEERS = ['pandas', 'polars', 'bottleneck', 'numba', 'numpy', 'scipy', 'sklearn']
const PACKAGES = ['pandas', 'polars', 'bottleneck', 'numba', 'numpy', 'scipy', 'scikit-learn', './python']

export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

/** The environment of the peers: the newest release of each, or what is there already. */
export const peerPython = (asInstalled) => virtualEnvironment('bench', [...(asInstalled ? [] : ['--upgrade']), ...PACKAGES])

/** What an engine says on `input`, a job, or `describe` for its version and the kernels it has. */
export function ask(engine, input, python) {
  const [program, file] = engine === 'acm' ? [process.execPath, 'acm.mjs'] : [python, engine === 'acm_python' ? 'acm_python.py' : `${engine}_peer.py`]
  const answer = execFileSync(program, [join(here, 'engines', file), JSON.stringify(input)], {
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(answer)
}

/** A folder for `use`, gone afterwards. */
export function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'acm-bench-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A model that our own kernel fits to the data is an argument like any other, by the names of its outputs. */
function modelOf({ model, modelArgs, data }, args) {
  if (!model) return { arrays: [], numbers: {} }
  const [[, first], ...others] = Object.entries(data)
  const given = Object.fromEntries(others.map(([name, spec]) => [name, makeValues(spec)]))
  const fitted = Object.entries(kernels[model]({ values: makeValues(first), ...first }, { ...given, ...modelArgs })).filter(([name]) => name in args)
  const isArray = ([name]) => args[name].kind === 'vector'
  return {
    arrays: fitted.filter(isArray).map(([name, values]) => ({ name, rows: values.length, values })),
    numbers: Object.fromEntries(fitted.filter((one) => !isArray(one)).map(([name, [value]]) => [name, value])),
  }
}

/** The job of a work, its arrays written to `folder`: the whole of what an engine is told. */
export function makeJob(work, { args, out }, folder, more = {}) {
  const model = modelOf(work, args)
  const drawn = Object.entries(work.data)
    .filter(([name]) => name in args)
    .map(([name, spec]) => ({ name, rows: spec.rows ?? spec.length, cols: spec.cols, values: makeValues(spec) }))
  const arrays = [...drawn, ...model.arrays].map(({ values, ...array }) => {
    const file = join(folder, `${array.name}.f64`)
    writeValues(file, values)
    return { ...array, file }
  })
  const numbers = { ...model.numbers, ...work.args }
  const { kernel, outputs = Object.keys(out), pairs, magnitude } = work
  return { kernel, arrays, numbers, outputs, pairs, magnitude, seconds: 0.4, ways: ['fresh', 'out', 'resident'], ...more }
}
