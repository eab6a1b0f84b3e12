// Formats that other programs may rely on, as data, text or bytes: docs/guide/formats.md.

export { combined } from './combined.ts'
export { type Difference, differences } from './differences.ts'
export { type ModelFile, modelFileText, readModelFile } from './model-file.ts'
export { type BackendJson, nothingNewJson, type ResultJson, resultJson } from './result-json.ts'
export { scoresCsv } from './scores-csv.ts'
export { csvOf, jsonOf, parquetOf } from './table-text.ts'
export { type Cell, type Table, tablesOf } from './tables.ts'
export { minuteText, timeText } from './time-text.ts'
export { trainingJson } from './training-json.ts'
