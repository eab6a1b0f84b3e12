// @acm/report: a run's result as lines for the terminal and as one HTML page.

export { renderReport } from './page.ts'
export { type VerdictOptions, verdict } from './verdict.ts'
