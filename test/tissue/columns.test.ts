import { describe, expect, it } from 'vitest';
import { findColumns } from '../../src/tissue/columns.ts';

/** Headers as tools write them, the pixel size given, and the columns and scale to be found. */
const HEADERS: [header: string, pixel: number | null, x: string, y: string, label: string, scale: number][] = [
  ['x_um,y_um,cell_type', null, 'x_um', 'y_um', 'cell_type', 1],
  ['x_um,y_um,cell_type,x,y', 0.5, 'x', 'y', 'cell_type', 0.5],
  ['X,Y,CellType', null, 'X', 'Y', 'CellType', 1],
  ['x,y,x_um,y_um,type', null, 'x_um', 'y_um', 'type', 1],
  ['X,Y,Z,Phenotype', 0.377, 'X', 'Y', 'Phenotype', 0.377],
  ['CellID,X_centroid,Y_centroid,phenotype', 0.65, 'X_centroid', 'Y_centroid', 'phenotype', 0.65],
  ['cell_id,x_centroid,y_centroid,cluster', null, 'x_centroid', 'y_centroid', 'cluster', 1],
  ['Image,Classification,Centroid X µm,Centroid Y µm', null, 'Centroid X µm', 'Centroid Y µm', 'Classification', 1],
  ['Image,Class,Centroid X μm,Centroid Y μm', null, 'Centroid X μm', 'Centroid Y μm', 'Class', 1],
  ['Class,Centroid X px,Centroid Y px', 0.5, 'Centroid X px', 'Centroid Y px', 'Class', 0.5],
  [
    'fov,CenterX_local_px,CenterX_global_px,CenterY_local_px,CenterY_global_px,label',
    0.12,
    'CenterX_global_px',
    'CenterY_global_px',
    'label',
    0.12,
  ],
  ['EntityID,center_x,center_y,annotation', null, 'center_x', 'center_y', 'annotation', 1],
  ['ObjectNumber,Location_Center_X,Location_Center_Y,type', 1, 'Location_Center_X', 'Location_Center_Y', 'type', 1],
  ['AreaShape_Center_X,AreaShape_Center_Y,label', 1, 'AreaShape_Center_X', 'AreaShape_Center_Y', 'label', 1],
  ['Cell X Position,Cell Y Position,Phenotype', null, 'Cell X Position', 'Cell Y Position', 'Phenotype', 1],
  ['pos_x,pos_y,class', null, 'pos_x', 'pos_y', 'class', 1],
  ['centroid_x,centroid_y,cell_type', null, 'centroid_x', 'centroid_y', 'cell_type', 1],
  ['x_pixel,y_pixel,cell_type', 2, 'x_pixel', 'y_pixel', 'cell_type', 2],
];

describe('findColumns', () => {
  it.each(HEADERS)('%s', (header, pixel, x, y, label, scale) => {
    const names = header.split(',');
    const found = findColumns(names, [], pixel, 'f');
    expect([names[found.x], names[found.y], names[found.label], found.scale]).toEqual([x, y, label, scale]);
  });

  it('takes the first wanted label column that is there, in any case, without a word', () => {
    const found = findColumns(['x_um', 'y_um', 'label', 'Cell_Type', 'fine'], ['finest', 'fine', 'label'], null, 'f');
    expect([found.label, found.warnings]).toEqual([4, []]);
  });

  it('uses columns in um as they are, and says that the pixel size is not used', () => {
    const found = findColumns(['x_um', 'y_um', 'label'], ['label'], 0.5, 'f');
    expect([found.scale, found.warnings]).toEqual([
      1,
      ['f: x_um,y_um are in um by their names; tissue.pixel is not used'],
    ]);
  });

  it('never pairs an x of one kind with a y of another', () => {
    expect(() => findColumns(['x_um', 'y', 'label'], [], null, 'f')).toThrow(
      'f: no coordinate columns among: x_um, y, label',
    );
  });
});
