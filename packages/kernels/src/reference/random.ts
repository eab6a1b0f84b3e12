// The plain meaning of the program's random numbers (assembly/lib/random.ts): Philox4x32-10 of Salmon, Moraes, Dror and Shaw (SC 2011).

/** High and low 32 bits of the product of two 32-bit numbers. */
function multiply(a: number, b: number): [high: number, low: number] {
  const middle = a * (b >>> 16)
  const low = a * (b & 0xffff)
  const carried = middle + Math.floor(low / 2 ** 16)
  return [Math.floor(carried / 2 ** 16) >>> 0, Math.imul(a, b) >>> 0]
}

/** The block at a counter of four words under a key of two. */
export function philox([c0, c1, c2, c3]: readonly number[], [k0, k1]: readonly number[]): number[] {
  let [key0, key1] = [k0, k1]
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = multiply(0xd2511f53, c0)
    const [high1, low1] = multiply(0xcd9e8d57, c2)
    ;[c0, c1, c2, c3] = [(high1 ^ c1 ^ key0) >>> 0, low1, (high0 ^ c3 ^ key1) >>> 0, low0]
    key0 = (key0 + 0x9e3779b9) >>> 0
    key1 = (key1 + 0xbb67ae85) >>> 0
  }
  return [c0, c1, c2, c3]
}

const words = (seed: number, stream: number, item: number, index: number) => philox([index, item, stream, 0], [seed, 0])

/** Uniform in [0, 1), a multiple of 2^-53. */
export function randomUniform(seed: number, stream: number, item: number, index: number): number {
  const [low, high] = words(seed, stream, item, index)
  return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53
}

/** A whole number from 0 to bound − 1. */
export function randomBelow(seed: number, stream: number, item: number, index: number, bound: number): number {
  const [, high] = words(seed, stream, item, index)
  return multiply(high, bound)[0]
}
