// @acm/monitor: the use cases. Each takes an asset, its rows and what it is lent, and gives an outcome; how that is asked for and told is a face's.

export { analyse } from './analyse.ts'
export { type AssetEpisodes, episodesOf, saidOf, standingWord } from './episodes.ts'
export { addMaintenance, addSilence, endSilence, type Maintenance, type Saying, type Silence, say, undo, validity } from './judge.ts'
export { type Judged, keepRun, type NothingNew, type Outcome } from './judged.ts'
export type { Engine, Learning, Lent, Scoring, Subject } from './lent.ts'
export { deprecate, importModel, modelVersion, promote } from './models.ts'
export { type Retrained, retrainOnDrift } from './retrain.ts'
export { lastRun, runBetween, storedRun } from './runs.ts'
export { noModel, score } from './score.ts'
export { keepModel, type Training, train } from './train.ts'
