import { Problem } from '@acm/contract'
import { expect } from 'vitest'

/** The Problem that `work` ends in; every one must say where and what cures it. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Problem)
  const problem = error as Problem
  expect(problem.cure).toMatch(/^[A-Z].*\.$/)
  expect(problem.cause === undefined || problem.cause instanceof Error).toBe(true)
  return problem
}
