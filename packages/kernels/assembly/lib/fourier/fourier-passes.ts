// The passes of a Stockham transform: sequences of complex numbers, two of them side by side in the lanes.
//
//   element j of both sequences   32 bytes: real parts (lane 0, lane 1) | imaginary parts (lane 0, lane 1)
//
// A pass of radix r, decimation in frequency, reads element q + s·(p + m·i), i < r, and writes element q + s·(r·p + k), k < r, the
// r-point transform of those times w^(p·k), w = e^(−2πi/(r·m)), for p < m and q < s. Passes with s·m·r = n, s growing from 1, give the
// transform in natural order (Swarztrauber, "FFT algorithms for vector computers", Parallel Computing 1, 1984; van Loan,
// Computational Frameworks for the FFT, 1992, section 1.7). The twiddles of a pass stand r − 1 a value of p; with m = 1 all are 1
// and are left out. The functions are long because a butterfly lives in registers.

const BYTES: usize = 32

@inline function re(at: usize): v128 { return v128.load(at) }
@inline function im(at: usize): v128 { return v128.load(at, 16) }
@inline function put(at: usize, real: v128, imaginary: v128): void {
  v128.store(at, real)
  v128.store(at, imaginary, 16)
}
@inline function add(a: v128, b: v128): v128 { return f64x2.add(a, b) }
@inline function sub(a: v128, b: v128): v128 { return f64x2.sub(a, b) }
@inline function mul(a: v128, b: v128): v128 { return f64x2.mul(a, b) }

/** Stores (real + i·imaginary) · (c + i·s). */
@inline function putTurned(at: usize, real: v128, imaginary: v128, c: v128, s: v128): void {
  put(at, sub(mul(real, c), mul(imaginary, s)), add(mul(real, s), mul(imaginary, c)))
}

export function pass2(x: usize, y: usize, m: i32, s: i32, twiddles: usize): void {
  const step = <usize>s * BYTES
  const apart = step * m
  for (let p = 0; p < m; p++, twiddles += 16, y += step) {
    const c = v128.load64_splat(twiddles), d = v128.load64_splat(twiddles, 8)
    for (const end = x + step; x < end; x += BYTES, y += BYTES) {
      const aRe = re(x), aIm = im(x), bRe = re(x + apart), bIm = im(x + apart)
      put(y, add(aRe, bRe), add(aIm, bIm))
      if (m == 1) put(y + step, sub(aRe, bRe), sub(aIm, bIm))
      else putTurned(y + step, sub(aRe, bRe), sub(aIm, bIm), c, d)
    }
  }
}

const SIN_60: f64 = 0.8660254037844386

export function pass3(x: usize, y: usize, m: i32, s: i32, twiddles: usize): void {
  const step = <usize>s * BYTES
  const apart = step * m
  const half = f64x2.splat(0.5), sin60 = f64x2.splat(SIN_60)
  for (let p = 0; p < m; p++, twiddles += 32, y += 2 * step) {
    const c1 = v128.load64_splat(twiddles), d1 = v128.load64_splat(twiddles, 8)
    const c2 = v128.load64_splat(twiddles, 16), d2 = v128.load64_splat(twiddles, 24)
    for (const end = x + step; x < end; x += BYTES, y += BYTES) {
      const b = x + apart, c = b + apart
      const sumRe = add(re(b), re(c)), sumIm = add(im(b), im(c))
      const turnRe = mul(sin60, sub(im(b), im(c))), turnIm = mul(sin60, sub(re(c), re(b)))
      const midRe = sub(re(x), mul(half, sumRe)), midIm = sub(im(x), mul(half, sumIm))
      put(y, add(re(x), sumRe), add(im(x), sumIm))
      if (m == 1) {
        put(y + step, add(midRe, turnRe), add(midIm, turnIm))
        put(y + 2 * step, sub(midRe, turnRe), sub(midIm, turnIm))
      } else {
        putTurned(y + step, add(midRe, turnRe), add(midIm, turnIm), c1, d1)
        putTurned(y + 2 * step, sub(midRe, turnRe), sub(midIm, turnIm), c2, d2)
      }
    }
  }
}

export function pass4(x: usize, y: usize, m: i32, s: i32, twiddles: usize): void {
  const step = <usize>s * BYTES
  const apart = step * m
  for (let p = 0; p < m; p++, twiddles += 48, y += 3 * step) {
    const c1 = v128.load64_splat(twiddles), d1 = v128.load64_splat(twiddles, 8)
    const c2 = v128.load64_splat(twiddles, 16), d2 = v128.load64_splat(twiddles, 24)
    const c3 = v128.load64_splat(twiddles, 32), d3 = v128.load64_splat(twiddles, 40)
    for (const end = x + step; x < end; x += BYTES, y += BYTES) {
      const b = x + apart, c = b + apart, d = c + apart
      const evenRe = add(re(x), re(c)), evenIm = add(im(x), im(c)), crossRe = sub(re(x), re(c)), crossIm = sub(im(x), im(c))
      const oddRe = add(re(b), re(d)), oddIm = add(im(b), im(d)), turnRe = sub(im(b), im(d)), turnIm = sub(re(d), re(b))
      put(y, add(evenRe, oddRe), add(evenIm, oddIm))
      if (m == 1) {
        put(y + step, add(crossRe, turnRe), add(crossIm, turnIm))
        put(y + 2 * step, sub(evenRe, oddRe), sub(evenIm, oddIm))
        put(y + 3 * step, sub(crossRe, turnRe), sub(crossIm, turnIm))
      } else {
        putTurned(y + step, add(crossRe, turnRe), add(crossIm, turnIm), c1, d1)
        putTurned(y + 2 * step, sub(evenRe, oddRe), sub(evenIm, oddIm), c2, d2)
        putTurned(y + 3 * step, sub(crossRe, turnRe), sub(crossIm, turnIm), c3, d3)
      }
    }
  }
}

const COS_72: f64 = 0.30901699437494745, SIN_72: f64 = 0.9510565162951535
const COS_144: f64 = -0.8090169943749475, SIN_144: f64 = 0.5877852522924731

export function pass5(x: usize, y: usize, m: i32, s: i32, twiddles: usize): void {
  const step = <usize>s * BYTES
  const apart = step * m
  const cos72 = f64x2.splat(COS_72), sin72 = f64x2.splat(SIN_72), cos144 = f64x2.splat(COS_144), sin144 = f64x2.splat(SIN_144)
  for (let p = 0; p < m; p++, twiddles += 64, y += 4 * step) {
    for (const end = x + step; x < end; x += BYTES, y += BYTES) {
      const b = x + apart, c = b + apart, d = c + apart, e = d + apart
      const outerRe = add(re(b), re(e)), outerIm = add(im(b), im(e)), innerRe = add(re(c), re(d)), innerIm = add(im(c), im(d))
      const wideRe = sub(re(b), re(e)), wideIm = sub(im(b), im(e)), narrowRe = sub(re(c), re(d)), narrowIm = sub(im(c), im(d))
      put(y, add(re(x), add(outerRe, innerRe)), add(im(x), add(outerIm, innerIm)))
      const firstRe = add(re(x), add(mul(cos72, outerRe), mul(cos144, innerRe))), firstIm = add(im(x), add(mul(cos72, outerIm), mul(cos144, innerIm)))
      const turnRe = add(mul(sin72, wideIm), mul(sin144, narrowIm)), turnIm = add(mul(sin72, wideRe), mul(sin144, narrowRe))
      const secondRe = add(re(x), add(mul(cos144, outerRe), mul(cos72, innerRe))), secondIm = add(im(x), add(mul(cos144, outerIm), mul(cos72, innerIm)))
      const bendRe = sub(mul(sin144, wideIm), mul(sin72, narrowIm)), bendIm = sub(mul(sin144, wideRe), mul(sin72, narrowRe))
      if (m == 1) {
        put(y + step, add(firstRe, turnRe), sub(firstIm, turnIm))
        put(y + 2 * step, add(secondRe, bendRe), sub(secondIm, bendIm))
        put(y + 3 * step, sub(secondRe, bendRe), add(secondIm, bendIm))
        put(y + 4 * step, sub(firstRe, turnRe), add(firstIm, turnIm))
      } else {
        const t = twiddles
        putTurned(y + step, add(firstRe, turnRe), sub(firstIm, turnIm), v128.load64_splat(t), v128.load64_splat(t, 8))
        putTurned(y + 2 * step, add(secondRe, bendRe), sub(secondIm, bendIm), v128.load64_splat(t, 16), v128.load64_splat(t, 24))
        putTurned(y + 3 * step, sub(secondRe, bendRe), add(secondIm, bendIm), v128.load64_splat(t, 32), v128.load64_splat(t, 40))
        putTurned(y + 4 * step, sub(firstRe, turnRe), add(firstIm, turnIm), v128.load64_splat(t, 48), v128.load64_splat(t, 56))
      }
    }
  }
}
