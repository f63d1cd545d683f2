/** Numbers and times as people read them. */

const DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** At most `significant` digits, thin-spaced thousands, powers of ten for the very large and small: `1.2×10⁻⁴`, `12 345`. */
export function formatNumber(value: number, significant = 3): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return scientific(value, significant);
  const decimals = size === 0 ? 0 : Math.max(0, significant - 1 - Math.floor(Math.log10(size)));
  const text = String(Number(size.toFixed(Math.min(decimals, 12))));
  const [whole = '0', part] = text.split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u2009') : whole;
  return `${value < 0 ? '−' : ''}${grouped}${part === undefined ? '' : `.${part}`}`;
}

function scientific(value: number, significant: number): string {
  const [mantissa = '0', exponent = '0'] = Math.abs(value)
    .toExponential(significant - 1)
    .split('e');
  const digits = [...String(Math.abs(Number(exponent)))].map((d) => DIGITS[Number(d)]).join('');
  const sign = Number(exponent) < 0 ? '⁻' : '';
  const head = Number(mantissa) === 1 ? '' : `${Number(mantissa)}×`;
  return `${value < 0 ? '−' : ''}${head}10${sign}${digits}`;
}

/** A number with its unit; the unit `1` and the empty unit are left out. */
export function formatQuantity(value: number, unit: string, significant = 3): string {
  const shown = formatNumber(value, significant);
  const name = formatUnit(unit);
  if (name === '') return shown;
  return name === '%' ? `${shown}%` : `${shown} ${name}`;
}

/** `um2/s` → `µm²/s`, `/h` → `1/h`; the empty text for a dimensionless value. */
export function formatUnit(unit: string): string {
  if (unit === '1' || unit === '') return '';
  const text = unit
    .replace(/\bu(?=[mM])/g, 'µ')
    .replace(/(?<=[a-zA-Z])(-?\d+)/g, (power: string) =>
      power.replace('-', '⁻').replace(/\d/g, (d) => DIGITS[Number(d)] as string),
    )
    .replace(/\./g, '·');
  return text.startsWith('/') ? `1${text}` : text;
}

/** Hours → `3 d 04 h 30 min`, `4 h 30 min`; always to the minute so that the text does not jump in width. */
export function formatTime(hours: number): string {
  const minutes = Math.round(hours * 60);
  const days = Math.floor(minutes / 1440);
  const h = Math.floor((minutes % 1440) / 60);
  const min = String(minutes % 60).padStart(2, '0');
  return days > 0 ? `${days} d ${String(h).padStart(2, '0')} h ${min} min` : `${h} h ${min} min`;
}

/** Hours → `14 d`, `12 d 11 h`, `30 min`: parts that are zero are left out. */
export function formatSpan(hours: number): string {
  const minutes = Math.round(hours * 60);
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const shown = parts.filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`);
  return shown.length > 0 ? shown.join(' ') : '0 h';
}

/** µm → `200 µm`, `2 mm`, `1.5 cm`. */
export function formatLength(um: number): string {
  if (um >= 10_000) return `${formatNumber(um / 10_000)} cm`;
  return um >= 1000 ? `${formatNumber(um / 1000)} mm` : `${formatNumber(um)} µm`;
}
