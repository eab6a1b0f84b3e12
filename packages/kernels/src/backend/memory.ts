import type { Block } from './backend.ts'

/** Cache lines and SIMD loads are both served by this alignment, in bytes. */
const ALIGNMENT = 64
const PAGE = 65_536
const LIMIT_PAGES = 65_536

interface Hole {
  begin: number
  end: number
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`

/** First-fit allocator over a program's linear memory above `arenaBase`; free holes are kept sorted and merged. */
export class Arena {
  readonly memory: WebAssembly.Memory
  readonly #holes: Hole[]
  #used = 0

  constructor(memory: WebAssembly.Memory, arenaBase: number) {
    this.memory = memory
    this.#holes = [{ begin: Math.ceil(arenaBase / ALIGNMENT) * ALIGNMENT, end: memory.buffer.byteLength }]
  }

  /** Bytes handed out and not yet given back. */
  get usedBytes(): number {
    return this.#used
  }

  /** An aligned run of bytes. Raises RangeError when 4 GiB of addresses cannot hold it. Cost: the number of holes. */
  allocate(lengthBytes: number): number {
    const size = Math.max(ALIGNMENT, Math.ceil(lengthBytes / ALIGNMENT) * ALIGNMENT)
    const hole = this.#holes.find((h) => h.end - h.begin >= size) ?? this.#grow(size)
    const begin = hole.begin
    hole.begin += size
    if (hole.begin === hole.end) this.#holes.splice(this.#holes.indexOf(hole), 1)
    this.#used += size
    return begin
  }

  free(begin: number, lengthBytes: number): void {
    const size = Math.max(ALIGNMENT, Math.ceil(lengthBytes / ALIGNMENT) * ALIGNMENT)
    const end = begin + size
    const at = this.#holes.findIndex((h) => h.begin >= end)
    const index = at < 0 ? this.#holes.length : at
    this.#holes.splice(index, 0, { begin, end })
    this.#merge(index)
    this.#merge(index - 1)
    this.#used -= size
  }

  allocateBlock(length: number): Block {
    return { ptr: this.allocate(length * 8), length }
  }

  freeBlock(block: Block): void {
    this.free(block.ptr, block.length * 8)
  }

  /** A fresh view each time: growth detaches unshared buffers and leaves views of shared ones short. */
  view({ ptr, length }: Block): Float64Array<ArrayBuffer> {
    return new Float64Array(this.memory.buffer as ArrayBuffer, ptr, length)
  }

  #merge(index: number): void {
    const hole = this.#holes[index]
    const next = this.#holes[index + 1]
    if (!hole || !next || hole.end !== next.begin) return
    hole.end = next.end
    this.#holes.splice(index + 1, 1)
  }

  #grow(size: number): Hole {
    const end = this.memory.buffer.byteLength
    const last = this.#holes.at(-1)
    const tail: Hole = last?.end === end ? last : { begin: end, end }
    const pages = Math.ceil((size - (tail.end - tail.begin)) / PAGE)
    if (end / PAGE + pages > LIMIT_PAGES) throw this.#doesNotFit(size)
    try {
      this.memory.grow(Math.min(Math.max(pages, end / PAGE / 4), LIMIT_PAGES - end / PAGE))
    } catch {
      throw this.#doesNotFit(size)
    }
    if (tail !== last) this.#holes.push(tail)
    tail.end = this.memory.buffer.byteLength
    return tail
  }

  #doesNotFit(size: number): RangeError {
    const free = LIMIT_PAGES * PAGE - this.#used
    return new RangeError(
      `${mebibytes(size)} do not fit into program memory: ${mebibytes(this.#used)} of 4096 MiB are in use, so at most ${Math.floor(free / 8).toLocaleString('en')} numbers fit; work in blocks of columns`,
    )
  }
}
