import type { SensorGrade } from '@acm/contract'

/** What the report says of sensors beyond their names. */
export class SensorNames {
  readonly #grades: ReadonlyMap<string, SensorGrade>

  constructor(grades: readonly SensorGrade[]) {
    this.#grades = new Map(grades.map((grade) => [grade.sensor, grade]))
  }

  unit(sensor: string): string | undefined {
    return this.#grades.get(sensor)?.unit
  }

  /** The plant's description where there is one, else the name. */
  label(sensor: string): string {
    return this.#grades.get(sensor)?.description || sensor
  }

  /** Description and name: "Bearing temperature (TI-101)". */
  full(sensor: string): string {
    const label = this.label(sensor)
    return label === sensor ? sensor : `${label} (${sensor})`
  }
}
