// The sweep's shapes are smaller than the blocks of the linear algebra; these cross them, on painted memory, against the plain meaning.
import { expect, test } from 'vitest'
import { all, difference, fillings, generator, makeCase, outputs, type TestKernel } from './cases.ts'
import { paintGuards, programEngine, referenceEngine, use } from './engines.ts'

/** Rows and columns about multiples of 24 (panels), 48 and 3 (tiles), 512 (blocks of rows). */
const square = [23, 24, 25, 47, 48, 49, 73].map((n) => [n, n] as const)
const tall = [
  [511, 3],
  [1023, 2],
  [1024, 2],
  [1025, 5],
  [1540, 3],
  [1100, 130],
  [3, 1300],
  [50, 40],
] as const
const products = [
  [47, 4],
  [48, 3],
  [49, 6],
  [97, 50],
] as const
const shapes: Record<string, readonly (readonly [number, number])[]> = {
  cholesky: square,
  solve: square,
  eigh: square,
  qr: tall,
  svd: tall,
  gemm: products,
  pairwiseDistances: products,
  argminDistances: products,
}
const reference = referenceEngine()
const programs = [programEngine(1), programEngine(3)]
programs.forEach(paintGuards)
const named = (name: string): TestKernel => all.find(({ definition }) => definition.name === name) as TestKernel

test.each(Object.keys(shapes))('%s equals its reference across its blocks, within its memory', (name) => {
  const kernel = named(name)
  const random = generator(11)
  for (const [rows, cols] of shapes[name])
    for (const filling of ['noise', 'constant', 'gaps']) {
      const made = makeCase(kernel.definition, rows, cols, fillings[filling], random)
      use(reference)
      const expected = outputs(kernel(made.first, made.options))
      for (const program of programs) {
        use(program)
        const actual = outputs(kernel(made.first, made.options))
        for (const key in expected)
          expect(
            difference(actual[key], expected[key], kernel.definition),
            `${key} of ${filling} ${rows} × ${cols}, ${program.threads}`,
          ).toBeUndefined()
      }
    }
})
