// Which of the two ways a rolling order statistic goes: sorted windows in the lanes while they are short, ranks when they are long.
// Both give the same bits, for both give the exact order statistic.
import { slideLanes, slidingLanesBytes } from './sliding-lanes'
import { slideRanks, slidingRanksBytes } from './sliding-ranks'

/** The longest window for the lanes, where the two ways take equally long (measured). */
const LONGEST_IN_LANES: i32 = 112

/** Scratch bytes of a call. */
@inline export function rollingOrderBytes(statistic: i32, teamSize: i32, rows: i32, window: i32): f64 {
  const effective = min(window, rows)
  return teamSize * (effective <= LONGEST_IN_LANES ? slidingLanesBytes(rows, effective) : slidingRanksBytes(rows, effective))
}

/** The kernel. A window longer than the data sees no more than one of their length. */
@inline export function rollingOrder(
  statistic: i32, team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, q: f64, out: usize, scratch: usize,
): void {
  const effective = min(window, rows)
  if (effective <= LONGEST_IN_LANES) slideLanes(statistic, team, x, rows, cols, effective, minPeriods, q, out, scratch)
  else slideRanks(statistic, team, x, rows, cols, effective, minPeriods, q, out, scratch)
}
