// @acm/report: a run's result as lines for the terminal and as one HTML page.

export { renderReport } from './page.ts'
export { type TrainedModel, trainedLines } from './trained.ts'
export { type EarlierRun, episodeLines, sinceLine, type VerdictOptions, verdict } from './verdict.ts'
