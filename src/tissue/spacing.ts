/**
 * Median distance of a point to the nearest other point, over distinct positions; 0 when there are fewer than two.
 * Exact. Points are kept in square bins sized for the middle 98 % of them; those outside fall into the border bins,
 * which keeps the search exact because clamping never brings two bins further apart.
 */
export function medianNearest(x: Float64Array, y: Float64Array): number {
  const points = distinct(x, y);
  const n = points.length;
  if (n < 2) return 0;
  const bins = createBins(
    Float64Array.from(points, (p) => x[p]!),
    Float64Array.from(points, (p) => y[p]!),
  );
  const nearest = new Float64Array(n);
  for (let p = 0; p < n; p++) nearest[p] = Math.sqrt(nearestSquared(bins, p));
  nearest.sort();
  return (nearest[(n - 1) >> 1]! + nearest[n >> 1]!) / 2;
}

/** Indices of the first point at every position, by an open-addressing table over the bits of (x, y). */
export function distinct(x: Float64Array, y: Float64Array): Uint32Array {
  const size = 2 ** Math.ceil(Math.log2(x.length * 2 + 2));
  const slots = new Int32Array(size).fill(-1);
  const pair = new Float64Array(2);
  const bits = new Uint32Array(pair.buffer);
  const kept = new Uint32Array(x.length);
  let count = 0;
  for (let p = 0; p < x.length; p++) {
    pair[0] = x[p]! + 0; // −0 is 0
    pair[1] = y[p]! + 0;
    let hash = 0;
    for (let k = 0; k < 4; k++) hash = Math.imul(hash ^ bits[k]! ^ (hash >>> 15), 0x9e3779b1);
    let slot = (hash ^ (hash >>> 15)) & (size - 1);
    while (slots[slot]! >= 0 && (x[slots[slot]!] !== x[p] || y[slots[slot]!] !== y[p])) slot = (slot + 1) & (size - 1);
    if (slots[slot]! >= 0) continue;
    slots[slot] = p;
    kept[count++] = p;
  }
  return kept.subarray(0, count);
}

/** Points sorted by bin: those of bin b are `order[first[b]] … order[first[b + 1] − 1]`. */
interface Bins {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly side: number;
  readonly width: number;
  readonly height: number;
  readonly column: (x: number) => number;
  readonly row: (y: number) => number;
  readonly first: Uint32Array;
  readonly order: Uint32Array;
}

function createBins(x: Float64Array, y: Float64Array): Bins {
  const n = x.length;
  const [x0, x1] = middle(x);
  const [y0, y1] = middle(y);
  const longest = Math.max(x1 - x0, y1 - y0);
  const side = Math.max(Math.sqrt(((x1 - x0) * (y1 - y0) * 2) / n), (longest * 2) / n, Number.MIN_VALUE);
  const width = Math.floor((x1 - x0) / side) + 1;
  const height = Math.floor((y1 - y0) / side) + 1;
  const clamp = (v: number, last: number) => Math.min(Math.max(Math.floor(v), 0), last);
  const column = (v: number) => clamp((v - x0) / side, width - 1);
  const row = (v: number) => clamp((v - y0) / side, height - 1);
  const first = new Uint32Array(width * height + 1);
  const bin = Uint32Array.from(x, (v, p) => row(y[p]!) * width + column(v));
  for (const b of bin) first[b + 1]!++;
  for (let b = 0; b < width * height; b++) first[b + 1]! += first[b]!;
  const next = first.slice();
  const order = new Uint32Array(n);
  for (let p = 0; p < n; p++) order[next[bin[p]!]!++] = p;
  return { x, y, side, width, height, column, row, first, order };
}

/** The range of values without the lowest and the highest 1 %. */
function middle(values: Float64Array): [number, number] {
  const sorted = values.slice().sort();
  const cut = Math.floor(sorted.length / 100);
  return [sorted[cut]!, sorted[sorted.length - 1 - cut]!];
}

function nearestSquared(bins: Bins, p: number): number {
  const column = bins.column(bins.x[p]!);
  const row = bins.row(bins.y[p]!);
  let best = Infinity;
  // Points r bins away are at least (r − 1) sides away.
  for (let r = 0; r < Math.max(bins.width, bins.height) && best > ((r - 1) * bins.side) ** 2; r++) {
    for (let j = Math.max(row - r, 0); j <= Math.min(row + r, bins.height - 1); j++) {
      const step = Math.abs(j - row) === r ? 1 : 2 * r;
      for (let i = column - r; i <= column + r; i += step) {
        if (i >= 0 && i < bins.width) best = Math.min(best, nearestInBin(bins, j * bins.width + i, p));
      }
    }
  }
  return best;
}

function nearestInBin(bins: Bins, bin: number, p: number): number {
  let best = Infinity;
  for (let k = bins.first[bin]!; k < bins.first[bin + 1]!; k++) {
    const q = bins.order[k]!;
    if (q === p) continue;
    best = Math.min(best, (bins.x[q]! - bins.x[p]!) ** 2 + (bins.y[q]! - bins.y[p]!) ** 2);
  }
  return best;
}
