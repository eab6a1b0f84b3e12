// Arrays of doubles as bytes: IEEE 754, little-endian on every machine.

import { endianness } from 'node:os'

/** A copy of `values` in 8 bytes each. */
export function toBytes(values: Float64Array): Uint8Array {
  return littleEndian(Buffer.copyBytesFrom(values))
}

/** The inverse of `toBytes`; `bytes` is not changed. */
export function toDoubles(bytes: Uint8Array): Float64Array {
  const copy = new Uint8Array(bytes)
  littleEndian(Buffer.from(copy.buffer))
  return new Float64Array(copy.buffer)
}

const littleEndian = (bytes: Buffer): Buffer => (endianness() === 'LE' ? bytes : bytes.swap64())
