// Node's side of test_detectors.py: fits every detector and stores model and scores, and scores with the models that Python stored.
// The folder holds x.f64 (rows × 5, columns contiguous) and, if Python was first, python-<name>.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as kernels from '../../packages/kernels/dist/index.js'

const [folder] = process.argv.slice(2)
const bytes = readFileSync(join(folder, 'x.f64'))
const values = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)
const x = { values, rows: values.length / 5, cols: 5 }
const write = (name, scores) => {
  const all = scores instanceof Float64Array ? [scores] : Object.values(scores)
  writeFileSync(join(folder, name), Buffer.concat(all.map((one) => new Uint8Array(one.buffer, one.byteOffset, one.byteLength))))
}

for (const { name, className } of kernels.detectors) {
  const Detector = kernels[className]
  const model = Detector.fit(x)
  writeFileSync(join(folder, `node-${name}.json`), JSON.stringify(model))
  write(`node-${name}.f64`, model.score(x))
  const python = join(folder, `python-${name}.json`)
  if (existsSync(python)) write(`python-${name}.f64`, Detector.fromJSON(JSON.parse(readFileSync(python, 'utf8'))).score(x))
}
