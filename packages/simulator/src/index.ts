// @acm/simulator: machines that are not there, with the same numbers on every host.

export type { AssetKind, Fault, SimulatedSensor } from './asset-kind.ts'
export { minute } from './minute.ts'
export { minuteHistory, normal, type Plant, plant, uniform } from './plant.ts'
export { Random } from './random.ts'
export { assetKinds, onsetOf, ROWS_A_PIECE, type Simulation, simulatedCsv, simulatedHistory } from './simulation.ts'
