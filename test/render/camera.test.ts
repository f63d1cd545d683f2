import fc from 'fast-check';
import { vec3 } from 'gl-matrix';
import { describe, expect, it } from 'vitest';
import { cameraMatrix, fitCamera, panBy, resizeCamera, toLattice, zoomAt } from '../../src/render/camera.ts';
import { scaleBar } from '../../src/render/scale-bar.ts';

const CANVAS = { width: 900, height: 500 };
const LATTICE = { width: 256, height: 128 };

describe('camera', () => {
  it('fits the whole lattice, centred', () => {
    const camera = fitCamera(256, 128, 900, 500);
    expect(camera).toEqual({ x: 128, y: 64, scale: 900 / 256 });
    expect(fitCamera(256, 128, 900, 500, 50).scale).toBe(800 / 256);
  });

  it('keeps the point under the pointer where it is while zooming inside the lattice', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 350, max: 550, noNaN: true }),
        fc.double({ min: 200, max: 300, noNaN: true }),
        fc.double({ min: 1.01, max: 4, noNaN: true }),
        (px, py, factor) => {
          const before = fitCamera(256, 128, 900, 500);
          const after = zoomAt(before, factor, px, py, CANVAS, LATTICE);
          const [x0, y0] = toLattice(before, px, py, CANVAS);
          const [x1, y1] = toLattice(after, px, py, CANVAS);
          expect(x1).toBeCloseTo(x0, 6);
          expect(y1).toBeCloseTo(y0, 6);
        },
      ),
    );
  });

  it('never loses the lattice, however far one pans or zooms', () => {
    let camera = fitCamera(256, 128, 900, 500);
    camera = panBy(camera, -1e6, 1e6, LATTICE);
    expect([camera.x, camera.y]).toEqual([256, 0]);
    expect(zoomAt(camera, 1e-9, 0, 0, CANVAS, LATTICE).scale).toBeCloseTo(900 / 256 / 2);
    expect(zoomAt(camera, 1e9, 0, 0, CANVAS, LATTICE).scale).toBe(96);
  });

  it('maps the same point to the same pixel in the matrix and in toLattice', () => {
    const camera = { x: 30, y: 40, scale: 7 };
    const [x, y] = toLattice(camera, 123, 456, CANVAS);
    const clip = vec3.transformMat3(vec3.create(), [x, y, 1], cameraMatrix(camera, CANVAS));
    expect(clip[0]).toBeCloseTo((2 * 123) / 900 - 1, 5);
    expect(clip[1]).toBeCloseTo(1 - (2 * 456) / 500, 5);
  });

  it('shows the same part of the lattice after a resize', () => {
    expect(resizeCamera({ x: 1, y: 2, scale: 4 }, CANVAS, { width: 450, height: 500 })).toEqual({
      x: 1,
      y: 2,
      scale: 2,
    });
  });
});

describe('scaleBar', () => {
  it('is a round length that fits', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 96, noNaN: true }),
        fc.double({ min: 60, max: 400, noNaN: true }),
        (scale, room) => {
          const bar = scaleBar({ x: 0, y: 0, scale }, 20, room);
          expect(bar.pixels).toBeLessThanOrEqual(room * 1.000001);
          expect(bar.pixels).toBeGreaterThan(room / 2.6);
          expect(bar.um).toBeCloseTo((bar.pixels / scale) * 20, 6);
        },
      ),
    );
  });
  it('says its length in a fitting unit', () => {
    expect(scaleBar({ x: 0, y: 0, scale: 1 }, 20, 120).text).toBe('2 mm');
    expect(scaleBar({ x: 0, y: 0, scale: 10 }, 20, 120).text).toBe('200 µm');
  });
});
