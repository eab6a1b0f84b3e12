// What only Node has, reached without an import so that the same modules load in a browser.

/** `process` where there is one: Node, not a browser. */
const nodeProcess = (globalThis as { process?: NodeJS.Process }).process

/** A Node built-in; undefined elsewhere. */
export function nodeBuiltin<T>(name: string): T | undefined {
  return nodeProcess?.getBuiltinModule?.(name) as T | undefined
}

export const isNode = (): boolean => nodeBuiltin('node:worker_threads') !== undefined

export function environment(name: string): string | undefined {
  return nodeProcess?.env?.[name]
}
