import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkWindow, wholeWindow } from '../../src/engine/window.ts';
import { type Camera, fitCamera, panBy, type Size, zoomAt } from '../../src/render/camera.ts';
import { stillServes, windowFor } from '../../src/render/window.ts';

const CANVAS = { width: 1000, height: 700 };
const LARGE = { width: 4096, height: 4096 };

const anySize = (min: number, max: number) =>
  fc.record({ width: fc.integer({ min, max }), height: fc.integer({ min, max }) });

/** A camera as people get one: anywhere over the lattice, from half of "fit" to the closest. */
const anyView = fc
  .record({
    lattice: anySize(1, 4096),
    canvas: anySize(40, 4000),
    x: fc.double({ min: 0, max: 1, noNaN: true }),
    y: fc.double({ min: 0, max: 1, noNaN: true }),
    zoom: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ lattice, canvas, x, y, zoom }) => {
    const fit = fitCamera(lattice.width, lattice.height, canvas.width, canvas.height).scale;
    const scale = (fit / 2) * (Math.max(96, fit) / (fit / 2)) ** zoom;
    return { lattice, canvas, camera: { x: x * lattice.width, y: y * lattice.height, scale } };
  });

/** Sites from the first to the last that the canvas shows, on the lattice. */
function seen(camera: Camera, canvas: Size, lattice: Size) {
  const along = (middle: number, pixels: number, sites: number) =>
    [middle - pixels / 2 / camera.scale, middle + pixels / 2 / camera.scale].map((at) =>
      Math.min(Math.max(at, 0), sites),
    );
  return [along(camera.x, canvas.width, lattice.width), along(camera.y, canvas.height, lattice.height)] as [
    [number, number],
    [number, number],
  ];
}

describe('windowFor', () => {
  it('lies on the lattice and covers what is seen, whatever the camera, with no more samples than allowed', () => {
    fc.assert(
      fc.property(anyView, ({ lattice, canvas, camera }) => {
        const window = windowFor(camera, canvas, lattice);
        expect(() => checkWindow(window, lattice)).not.toThrow();
        const [across, down] = seen(camera, canvas, lattice);
        const left = 0.5 * window.step + 1e-6;
        expect(window.x).toBeLessThanOrEqual(across[0] + 1e-6);
        expect(window.y).toBeLessThanOrEqual(down[0] + 1e-6);
        expect(window.x + window.width * window.step + left).toBeGreaterThanOrEqual(across[1]);
        expect(window.y + window.height * window.step + left).toBeGreaterThanOrEqual(down[1]);
        const most = 2 * 1.25 * canvas.width + 2;
        expect(window.width * window.height).toBeLessThan(most * (2 * 1.25 * canvas.height + 2));
        expect(window.width * window.height).toBeLessThan(2.2e6);
        expect(stillServes(window, camera, canvas, lattice)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is the whole of a lattice that a screen can show site by site, wherever one looks', () => {
    const lattice = { width: 512, height: 512 };
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 512, noNaN: true }),
        fc.double({ min: 0.3, max: 96, noNaN: true }),
        (x, scale) => {
          expect(windowFor({ x, y: 99, scale }, CANVAS, lattice)).toEqual(wholeWindow(lattice));
        },
      ),
    );
  });

  it('has every site, on whole sites, from half a pixel per site on', () => {
    for (const scale of [0.5, 1, 7.3, 96]) {
      const { x, y, step } = windowFor({ x: 2000.4, y: 1000.7, scale }, { width: 600, height: 500 }, LARGE);
      expect(step).toBe(1);
      expect([x % 1, y % 1]).toEqual([0, 0]);
    }
  });

  it('has about two samples per pixel and axis when sites are smaller than that', () => {
    const canvas = { width: 500, height: 400 };
    for (const scale of [0.4, 0.2, 0.1]) {
      const perPixel = 1 / scale / windowFor({ x: 2000, y: 2000, scale }, canvas, LARGE).step;
      expect(perPixel).toBeLessThanOrEqual(2);
      expect(perPixel).toBeGreaterThan(1.68);
    }
  });

  it('looks at the same sites while the camera moves', () => {
    const at = (x: number) => windowFor({ x, y: 2000, scale: 0.21 }, CANVAS, LARGE);
    const { step } = at(2000);
    for (let x = 2000; x < 2100; x += 1.7) expect((at(x).x / step) % 1).toBeCloseTo(0, 9);
  });
});

describe('stillServes', () => {
  const camera = { x: 2000, y: 2000, scale: 4 };
  const window = windowFor(camera, CANVAS, LARGE);

  it('through small pans and zooms, not through large ones', () => {
    const serves = (moved: Camera) => stillServes(window, moved, CANVAS, LARGE);
    expect(serves(panBy(camera, 60, -40, LARGE))).toBe(true);
    expect(serves(panBy(camera, 200, 0, LARGE))).toBe(false);
    expect(serves(zoomAt(camera, 1.3, 500, 350, CANVAS, LARGE))).toBe(true);
    expect(serves(zoomAt(camera, 3, 500, 350, CANVAS, LARGE))).toBe(false);
    expect(serves(zoomAt(camera, 0.7, 500, 350, CANVAS, LARGE))).toBe(false);
  });

  it('no longer where the sites have become too small or too large for its step', () => {
    const far = fitCamera(4096, 4096, 1000, 700);
    const coarse = windowFor(far, CANVAS, LARGE);
    expect(coarse.step).toBeGreaterThan(2);
    expect(stillServes(coarse, zoomAt(far, 1.5, 500, 350, CANVAS, LARGE), CANVAS, LARGE)).toBe(false);
  });
});
