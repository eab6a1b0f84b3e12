// Random numbers with the same bits on every machine: 32-bit integer arithmetic, and only + - × on doubles after it
// (no Math.log or Math.cos, whose last bits differ between hosts).

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k))

/** One step of SplitMix32, to spread a seed over a state (constants of MurmurHash3's 32-bit finaliser). */
function splitMix(state: number): number {
  let z = (state + 0x9e3779b9) | 0
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return z ^ (z >>> 16)
}

/** xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021). */
export class Random {
  readonly #state = new Int32Array(4)

  constructor(seed: number) {
    for (let i = 0; i < 4; i++) this.#state[i] = splitMix(Math.imul(seed + i, 0x9e3779b9))
  }

  /** 32 random bits. */
  bits(): number {
    const s = this.#state
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9)
    const t = s[1] << 9
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotateLeft(s[3], 11)
    return result >>> 0
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.bits() / 4294967296
  }

  /** Nearly standard normal: the sum of twelve 16-bit uniforms less its mean (variance exactly 1 but for the grid, excess kurtosis -0.1, within ±6). */
  normal(): number {
    let sum = 0
    for (let i = 0; i < 6; i++) {
      const bits = this.bits()
      sum += (bits >>> 16) + (bits & 0xffff)
    }
    return (sum + 6) / 65536 - 6
  }
}
