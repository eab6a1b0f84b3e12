// A team is the set of threads that run one kernel call together: every member calls the same export
// with the same arguments and a `team` record of its own, takes its share of the work, and meets the
// others at `barrier`. A team of one passes every barrier at once, so one straight piece of code serves
// one thread and many.
//
// record   0: rank i32 | 4: size i32 | 8: barrier ptr u32
// barrier  0: arrived i32 | 4: phase i32 | 8: poisoned i32

/** Polls before a waiter sleeps: a barrier is mostly met within microseconds, a futex costs tens. */
const SPINS = 4000

/** This member's number, 0 … size − 1. */
@inline export function rank(team: usize): i32 { return load<i32>(team) }

/** How many members the team has. */
@inline export function size(team: usize): i32 { return load<i32>(team, 4) }

/** First item of this member's contiguous share of `total` items. */
@inline export function shareBegin(team: usize, total: i32): i32 {
  return i32((<i64>total * rank(team)) / size(team))
}

/** One past the last item of this member's share of `total` items. */
@inline export function shareEnd(team: usize, total: i32): i32 {
  return i32((<i64>total * (rank(team) + 1)) / size(team))
}

/** Waits until every member has arrived; traps when a member has failed, so that nobody waits for it. */
export function barrier(team: usize): void {
  if (size(team) == 1) return
  if (ASC_FEATURE_THREADS) {
    const meeting = <usize>load<u32>(team, 8)
    const phase = atomic.load<i32>(meeting, 4)
    if (atomic.add<i32>(meeting, 1) + 1 == size(team)) {
      atomic.store<i32>(meeting, 0)
      atomic.add<i32>(meeting, 1, 4)
      atomic.notify(meeting + 4, -1)
    } else {
      for (let i = 0; i < SPINS && atomic.load<i32>(meeting, 4) == phase; i++) {}
      while (atomic.load<i32>(meeting, 4) == phase) {
        if (atomic.load<i32>(meeting, 8)) unreachable()
        atomic.wait<i32>(meeting + 4, phase, -1)
      }
    }
    if (atomic.load<i32>(meeting, 8)) unreachable()
  }
}

/**
 * Called by a host for a member that failed: everyone leaves. The phase moves on so that sleepers look again, and the
 * flag, set before it, makes all who look trap.
 */
export function poison(meeting: usize): void {
  if (ASC_FEATURE_THREADS) {
    atomic.store<i32>(meeting, 1, 8)
    atomic.add<i32>(meeting, 1, 4)
    atomic.notify(meeting + 4, -1)
  }
}
