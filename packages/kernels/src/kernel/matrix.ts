import type { Backend, Block } from '../backend/backend.ts'

/** Columns side by side in one array: element (row, col) at col · rows + row. */
export interface Columns {
  readonly values: Float64Array
  readonly rows: number
  readonly cols: number
}

const abandoned = new FinalizationRegistry<{ backend: Backend; block: Block }>(({ backend, block }) => backend.free(block))

/**
 * A column-major matrix that lives in the engine's memory: passed to kernels without a copy, and what a kernel
 * returns when its first argument is one, so that a chain copies nothing. Freed by `using`, `free()`, or, failing
 * those, some time after it became unreachable. No view of its memory is handed out: growth would make it stale.
 */
export class Matrix {
  readonly rows: number
  readonly cols: number
  readonly backend: Backend
  readonly #block: Block
  #freed = false

  /** @internal Kernels make results through this; users call `matrix(…)`. */
  constructor(backend: Backend, rows: number, cols: number) {
    this.backend = backend
    this.rows = rows
    this.cols = cols
    this.#block = backend.allocate(rows * cols)
    abandoned.register(this, { backend, block: this.#block }, this)
  }

  /** Raises ReferenceError after `free`. */
  get block(): Block {
    if (this.#freed) throw new ReferenceError('this Matrix was freed')
    return this.#block
  }

  get isFreed(): boolean {
    return this.#freed
  }

  /** Overwrites all elements. Raises RangeError when `values` is not rows · cols long. */
  set(values: ArrayLike<number>): this {
    if (values.length !== this.rows * this.cols)
      throw new RangeError(`values has ${values.length} numbers; a ${this.rows} × ${this.cols} matrix takes ${this.rows * this.cols}`)
    this.backend.view(this.block).set(values)
    return this
  }

  /** A copy of all elements, column-major; into `out` when given. */
  toArray(out = new Float64Array(this.rows * this.cols)): Float64Array {
    out.set(this.backend.view(this.block))
    return out
  }

  free(): void {
    if (this.#freed) return
    this.#freed = true
    abandoned.unregister(this)
    this.backend.free(this.#block)
  }

  [Symbol.dispose](): void {
    this.free()
  }
}
