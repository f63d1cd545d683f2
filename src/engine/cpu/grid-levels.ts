/** One axis of one level: cells counted from 0, widths in sites of the finest lattice. */
export interface Axis {
  readonly count: number;
  /** f64[count] */
  readonly widths: Float64Array;
  /** f64[count], distance to the centre of the coarse parent over the distance to the sibling's centre; 0 without a sibling. */
  readonly part: Float64Array;
}

/**
 * Geometry of one multigrid level. Arrays on it are padded by one ghost ring: cell (x, y) is at `(y+1)·stride + x+1`,
 * f32[size]. A west (north) face has the index of the cell east (south) of it.
 */
export interface GridLevel {
  readonly width: number;
  readonly height: number;
  /** width + 2 */
  readonly stride: number;
  /** (width + 2)·(height + 2) */
  readonly size: number;
  readonly x: Axis;
  readonly y: Axis;
}

/** Levels from the lattice down to 1×1: each axis goes n → ceil(n/2), the last cell of an odd axis stays alone. */
export function createLevels(width: number, height: number): GridLevel[] {
  let x = axis(new Float64Array(width).fill(1));
  let y = axis(new Float64Array(height).fill(1));
  const levels = [level(x, y)];
  while (x.count > 1 || y.count > 1) {
    x = coarser(x);
    y = coarser(y);
    levels.push(level(x, y));
  }
  return levels;
}

function level(x: Axis, y: Axis): GridLevel {
  const stride = x.count + 2;
  return { width: x.count, height: y.count, stride, size: stride * (y.count + 2), x, y };
}

function axis(widths: Float64Array): Axis {
  const count = widths.length;
  const part = new Float64Array(count);
  for (let i = 0; i + 1 < count; i += 2) {
    part[i] = widths[i + 1] / (widths[i] + widths[i + 1]);
    part[i + 1] = 1 - part[i];
  }
  return { count, widths, part };
}

function coarser({ count, widths }: Axis): Axis {
  const merged = new Float64Array(Math.ceil(count / 2));
  for (let i = 0; i < count; i++) merged[i >> 1] += widths[i];
  return axis(merged);
}
