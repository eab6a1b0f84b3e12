// Rolling median absolute deviation: the median of |v − m| over the observed values v of each trailing window, m that window's own
// median. Raw: not multiplied by 1.4826. Not to be confused with the median of |x − rolling median|, where each row has another m.
//
// Equal to rolling().apply(lambda w: nanmedian(abs(w - nanmedian(w)))). Missing values, minPeriods and cost as for the rolling
// median (order.ts): the window is sorted already, and the deviations to either side of m with it.
import { DEVIATION } from '../lib/order/order-statistic'
import { rollingOrder, rollingOrderBytes } from '../lib/window/rolling-order'

export function rollingMadScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return rollingOrderBytes(DEVIATION, teamSize, rows, window)
}

export function rollingMad(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  rollingOrder(DEVIATION, team, x, rows, cols, window, minPeriods, 0.5, out, scratch)
}
