/** Numbers as they are shown. */

/** Three digits that mean something; a dash for none. */
export function figure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

/** `1.24 ×`. */
export function ratio(value: number): string {
  return `${value >= 10 ? Math.round(value) : value.toFixed(2)} ×`;
}

const NICE = [1, 2, 5, 10, 20, 50, 100, 150, 200, 300, 500, 1000];

/** The end of an axis that holds the value. */
export function axisEnd(value: number): number {
  return NICE.find((end) => end >= value) ?? Math.ceil(value / 1000) * 1000;
}
