import { UserError } from '../model/error.ts';

/** Where a table keeps its coordinates and its labels, by column index. */
export interface TableColumns {
  readonly x: number;
  readonly y: number;
  readonly label: number;
  /** µm per unit of the coordinate columns. */
  readonly scale: number;
  readonly warnings: readonly string[];
}

type Unit = 'um' | 'px' | 'unstated';

/**
 * Names of x columns as segmentation tools write them; y is the same with y for x. Compared without case, blanks and
 * punctuation, µ read as u: `Centroid X µm` (QuPath), `X_centroid`, `CenterX_global_px` (CosMx), `center_x` (MERSCOPE),
 * `Location_Center_X` and `AreaShape_Center_X` (CellProfiler), `Cell X Position` (inForm), `pos_x`, …
 */
const KNOWN: readonly (readonly [name: string, unit: Unit])[] = [
  ['x_um', 'um'],
  ['um_x', 'um'],
  ['x_micron', 'um'],
  ['x_microns', 'um'],
  ['centroid_x_um', 'um'],
  ['centroid_xm', 'um'],
  ['x_centroid_um', 'um'],
  ['center_x_um', 'um'],
  ['centerx_global_um', 'um'],
  ['pos_x_um', 'um'],
  ['position_x_um', 'um'],
  ['x_position_um', 'um'],
  ['x', 'unstated'],
  ['x_centroid', 'unstated'],
  ['centroid_x', 'unstated'],
  ['center_x', 'unstated'],
  ['centre_x', 'unstated'],
  ['x_center', 'unstated'],
  ['x_coord', 'unstated'],
  ['x_coordinate', 'unstated'],
  ['coord_x', 'unstated'],
  ['pos_x', 'unstated'],
  ['x_pos', 'unstated'],
  ['position_x', 'unstated'],
  ['x_position', 'unstated'],
  ['cell_x_position', 'unstated'],
  ['location_center_x', 'unstated'],
  ['areashape_center_x', 'unstated'],
  ['location_x', 'unstated'],
  ['x_location', 'unstated'],
  ['x_loc', 'unstated'],
  ['global_x', 'unstated'],
  ['x_global', 'unstated'],
  ['spatial_x', 'unstated'],
  ['x_px', 'px'],
  ['px_x', 'px'],
  ['x_pixel', 'px'],
  ['x_pixels', 'px'],
  ['pixel_x', 'px'],
  ['centerx_global_px', 'px'],
  ['centerx_local_px', 'px'],
  ['center_x_px', 'px'],
  ['centroid_x_px', 'px'],
  ['x_centroid_px', 'px'],
  ['pos_x_px', 'px'],
];

const LABELS = [
  'cell_type',
  'celltype',
  'label',
  'phenotype',
  'class',
  'classification',
  'cluster',
  'annotation',
  'type',
];

/**
 * Finds the coordinate and the label columns of a table by name. Columns said to be in µm are preferred, unless `pixel`
 * [µm per pixel] is given; columns of unstated unit are pixels where `pixel` is given, else µm.
 * @param wanted label columns, the first that is there is taken; none of them there: the usual names.
 * @throws UserError naming `file`, the columns found and the names known.
 */
export function findColumns(
  columns: readonly string[],
  wanted: readonly string[],
  pixel: number | null,
  file: string,
): TableColumns {
  const names = columns.map(plain);
  const shown = columns.length > 30 ? `${columns.slice(0, 30).join(', ')}, …` : columns.join(', ');
  const order: Unit[] = pixel === null ? ['um', 'unstated', 'px'] : ['px', 'unstated', 'um'];
  const pairs = KNOWN.map(([name, unit]) => ({ x: find(names, name), y: find(names, asY(name)), unit }));
  const pair = order.flatMap((unit) => pairs.filter((p) => p.unit === unit)).find((p) => p.x >= 0 && p.y >= 0);
  if (!pair) {
    throw new UserError(
      `${file}: no coordinate columns among: ${shown}; expected a pair such as x_um,y_um or x,y or X_centroid,Y_centroid or Centroid X µm,Centroid Y µm or CenterX_global_px,CenterY_global_px; rename the columns`,
    );
  }
  if (pair.unit === 'px' && pixel === null) {
    throw new UserError(
      `${file}: ${columns[pair.x]},${columns[pair.y]} are pixels; say how large one is, e.g. tissue.pixel: 0.5 um`,
    );
  }
  const label = findLabel(columns, names, wanted);
  if (label < 0) {
    throw new UserError(
      `${file}: no label column among: ${shown}; expected one of ${[...new Set([...wanted, ...LABELS])].join(', ')}; name the column in tissue.label`,
    );
  }
  const warnings: string[] = [];
  if (pair.unit === 'um' && pixel !== null) {
    warnings.push(`${file}: ${columns[pair.x]},${columns[pair.y]} are in um by their names; tissue.pixel is not used`);
  }
  if (!wanted.includes(columns[label]!)) warnings.push(`${file}: labels taken from column ${columns[label]}`);
  return { x: pair.x, y: pair.y, label, scale: pair.unit === 'um' ? 1 : (pixel ?? 1), warnings };
}

function findLabel(columns: readonly string[], names: readonly string[], wanted: readonly string[]): number {
  for (const name of wanted) {
    const exact = columns.indexOf(name);
    const index = exact >= 0 ? exact : find(names, name);
    if (index >= 0) return index;
  }
  return LABELS.map((name) => find(names, name)).find((index) => index >= 0) ?? -1;
}

function find(names: readonly string[], name: string): number {
  return names.indexOf(plain(name));
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[µμ]/g, 'u')
    .replaceAll(/[^a-z0-9]/g, '');
}

/** The y column that goes with an x column: every known name has its x alone, or last in a word. */
function asY(name: string): string {
  return name.replace(/(?<=^|_|center)x(?=$|_|m$)/, 'y');
}
