// Random numbers without a state: each is a function of (seed, stream, item, index), so that whoever draws it, in whatever order, gets the same.
//
// Reference   Philox4x32-10: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; its constants, and its
//             known answers (kat_vectors of Random123), which the tests hold both engines to
// Cost        about 10 ns a draw
//
// The counter is (index, item, stream, 0), the key (seed, 0). A stream is what a kernel draws for (its own small numbers), an item what must
// not depend on the others (a tree, a row, a path), the index counts the draws of one item. Half of a block's 128 bits are left unused.

const MULTIPLIER_0: u64 = 0xd2511f53
const MULTIPLIER_1: u64 = 0xcd9e8d57
const WEYL_0: u32 = 0x9e3779b9
const WEYL_1: u32 = 0xbb67ae85
const ROUNDS: i32 = 10

/** 64 random bits. */
export function randomBits(seed: i32, stream: i32, item: i32, index: i32): u64 {
  let c0: u32 = index, c1: u32 = item, c2: u32 = stream, c3: u32 = 0
  let key0: u32 = seed, key1: u32 = 0
  for (let round = 0; round < ROUNDS; round++) {
    const product0 = MULTIPLIER_0 * c0, product1 = MULTIPLIER_1 * c2
    c0 = u32(product1 >> 32) ^ c1 ^ key0
    c1 = u32(product1)
    c2 = u32(product0 >> 32) ^ c3 ^ key1
    c3 = u32(product0)
    key0 += WEYL_0
    key1 += WEYL_1
  }
  return u64(c0) | (u64(c1) << 32)
}

/** Uniform in [0, 1), a multiple of 2^-53. */
export function randomUniform(seed: i32, stream: i32, item: i32, index: i32): f64 {
  return f64(randomBits(seed, stream, item, index) >> 11) * (1.0 / 9007199254740992.0)
}

/** A whole number from 0 to bound − 1, each as likely as the next to 2^-32 of itself at most. */
export function randomBelow(seed: i32, stream: i32, item: i32, index: i32, bound: i32): i32 {
  return i32(((randomBits(seed, stream, item, index) >> 32) * u64(bound)) >> 32)
}
