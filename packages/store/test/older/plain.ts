/** A value as JSON can hold it: typed arrays as lists, numbers that JSON has no word for as texts, what is undefined left out. */
export const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner) => (ArrayBuffer.isView(inner) ? listed(inner) : worded(inner))))

const worded = (value: unknown): unknown => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value)
const listed = (array: ArrayBufferView): unknown[] => Array.from(array as Float64Array, worded)
