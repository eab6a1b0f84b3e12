// What is counted in rounds (kills, races, fuzz) runs whole by `npm run proof`; in `npm test` a tenth of it does, from a seed that changes
// with every run and is printed, so that a failure can be had again.

const { ACM_PROOF, ACM_SEED } = process.env

export interface Rounds {
  readonly count: number
  /** A whole number below 2³¹; ACM_SEED sets it. */
  readonly seed: number
}

export function rounds(what: string, whole: number): Rounds {
  const count = ACM_PROOF === undefined ? Math.ceil(whole / 10) : whole
  const seed = ACM_SEED === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(ACM_SEED)
  console.log(`${what}: ${count} of ${whole} rounds, ACM_SEED=${seed}`)
  return { count, seed }
}
