/** What the phases of the pipeline are called while they run; one that is not listed keeps its name. */
export const phaseWords: Readonly<Record<string, string>> = {
  contract: 'Checking the data',
  split: 'Dividing the rows',
  sensors: 'Judging the sensors',
  states: 'Finding operating states',
  scores: 'Scoring rows',
  threshold: 'Keeping the false-alarm budget',
  expectations: 'Learning what to expect',
  detectors: 'Fitting and scoring detectors',
  novelty: 'Looking for unknown states',
  episodes: 'Gathering episodes',
  health: 'Computing health',
  explain: 'Naming the culprits',
  result: 'Sealing the result',
}
