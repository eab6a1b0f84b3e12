// Points of the unit circle: e^(−2πi·k/n) for whole k, right to less than one unit in the last place whatever k and n.
//
// The octant and what is left of it, r/n, are found with whole numbers, so no angle is ever reduced. The angle (π/4)·(r/n) is
// then kept in two parts: its head is a product that is exact (21 bits of r/n times 30 bits of π/4), its tail all the rest, and the
// tail enters beside the last addition only. The polynomials are those of FreeBSD's k_sin.c and k_cos.c (fdlibm), error below
// 2^-58 on [0, π/4].
//
// A table of a circle of n points holds those from 0 to ⌊n/2⌋, 16 bytes each (real, imaginary); the others are their mirror images.
import { shareBegin, shareEnd } from '../team'

const S1: f64 = -0.16666666666666632, S2: f64 = 0.00833333333332249, S3: f64 = -0.0001984126982985795
const S4: f64 = 2.7557313707070068e-6, S5: f64 = -2.5050760253406863e-8, S6: f64 = 1.58969099521155e-10
const C1: f64 = 0.0416666666666666, C2: f64 = -0.001388888888887411, C3: f64 = 0.00002480158728947673
const C4: f64 = -2.7557314351390663e-7, C5: f64 = 2.087572321298175e-9, C6: f64 = -1.1359647557788195e-11

/** π/4 in 30 bits, and the rest of it. */
const QUARTER_HEAD: f64 = 0.7853981629014015
const QUARTER_TAIL: f64 = 4.960467898402702e-10
/** Keeps the sign, the exponent and 20 bits of the fraction. */
const HEAD_BITS: u64 = 0xffff_ffff_0000_0000

/** Stores e^(−2πi·k/n), 0 ≤ k < n < 2^31. */
export function storeCirclePoint(k: i64, n: i64, at: usize): void {
  const octant = (k << 3) / n
  const rest = (k << 3) - octant * n
  const r = f64(octant & 1 ? n - rest : rest)
  const head = reinterpret<f64>(reinterpret<u64>(r / f64(n)) & HEAD_BITS)
  const tail = (r - head * f64(n)) / f64(n)
  const high = QUARTER_HEAD * head
  const low = QUARTER_HEAD * tail + QUARTER_TAIL * (head + tail)
  const angle = high + low
  const z = angle * angle
  const sine = high + (low + angle * z * (S1 + z * (S2 + z * (S3 + z * (S4 + z * (S5 + z * S6))))))
  const cosine = 1 - (0.5 * z - z * z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6))))))
  // Octants 1, 2, 5 and 6 lie nearer to the imaginary axis; 2 … 5 left of it, 4 … 7 below the real one.
  const steep = ((octant + 1) & 2) != 0
  const x = steep ? sine : cosine
  const y = steep ? cosine : sine
  store<f64>(at, octant >= 2 && octant < 6 ? -x : x)
  store<f64>(at, octant >= 4 ? y : -y, 8)
}

@inline export function circleBytes(points: i32): f64 { return f64((points >> 1) + 1) * 16 }

/** Point k of an eighth of a turn, and its mirror images to half a turn: the same bits as if each were computed. */
function storeMirrored(table: usize, points: i32, k: i32): void {
  const at = table + (<usize>k << 4)
  const quarter = table + (<usize>(points >> 2) << 4), beyond = <usize>k << 4
  storeCirclePoint(k, points, at)
  const x = load<f64>(at), y = load<f64>(at, 8)
  store<f64>(quarter - beyond, -y)
  store<f64>(quarter - beyond, -x, 8)
  store<f64>(quarter + beyond, y)
  store<f64>(quarter + beyond, -x, 8)
  store<f64>(2 * quarter - table - beyond, -x)
  store<f64>(2 * quarter - table - beyond, y, 8)
}

/** This member's share of the table; an eighth of the work where the points have that symmetry. */
export function fillCircle(team: usize, table: usize, points: i32): void {
  if ((points & 7) == 0) {
    const eighth = (points >> 3) + 1
    for (let k = shareBegin(team, eighth), end = shareEnd(team, eighth); k < end; k++) storeMirrored(table, points, k)
    return
  }
  const count = (points >> 1) + 1
  for (let k = shareBegin(team, count), end = shareEnd(team, count); k < end; k++) storeCirclePoint(k, points, table + (<usize>k << 4))
}

/** Copies point k, 0 ≤ k < points, of a table. */
@inline export function copyCirclePoint(table: usize, points: i32, k: i32, to: usize): void {
  const mirrored = k > points >> 1
  const from = table + (<usize>(mirrored ? points - k : k) << 4)
  store<f64>(to, load<f64>(from))
  store<f64>(to, mirrored ? -load<f64>(from, 8) : load<f64>(from, 8), 8)
}
