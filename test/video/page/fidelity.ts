/** How much of a picture survives encoding: the hardest one, tissue as fine as noise beside figures that change. */
import { ALL_FORMATS, BlobSource, CanvasSink, Input } from 'mediabunny';
import type { Snapshot } from '../../../src/engine/types.ts';
import { planVideo } from '../../../src/video/plan.ts';
import { recordInPage } from '../../../src/video/record-page.ts';

const WIDTH = 640;
const HEIGHT = 360;
const FRAMES = 20;

type Pen = OffscreenCanvasRenderingContext2D;

/** A congruential generator: the same noise each time. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A tenth of the cells changes from frame to frame. */
function paintCells(pen: Pen, cells: Uint8Array, random: () => number, frame: number): void {
  for (let i = 0; i < cells.length; i++) if (frame === 0 || random() < 0.1) cells[i] = random() < 0.4 ? 1 : 0;
  const wide = WIDTH / 4;
  for (let i = 0; i < cells.length; i++) {
    pen.fillStyle = cells[i] === 1 ? '#3f83c5' : '#161a20';
    pen.fillRect((i % wide) * 2, Math.floor(i / wide) * 2, 2, 2);
  }
}

function paintFigures(pen: Pen, random: () => number): void {
  pen.fillStyle = '#0d0f13';
  pen.fillRect(WIDTH / 2, 0, WIDTH / 2, HEIGHT);
  pen.fillStyle = '#98a1ad';
  pen.font = '400 16px sans-serif';
  for (let row = 1; row < 18; row++) pen.fillText(String(Math.floor(random() * 1e6)), WIDTH / 2 + 40, row * 20);
}

/** Largest mean absolute difference over all frames between what was painted and decoded, 0…255: figures and cells. */
export async function fidelity(out: string): Promise<{ figures: number; cells: number }> {
  const plan = planVideo({ out, width: WIDTH, height: HEIGHT, fps: 30, every: 1, until: FRAMES - 1 });
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const pen = canvas.getContext('2d', { willReadFrequently: true })!;
  const painted: ImageData[] = [];
  const random = noise(1);
  const cells = new Uint8Array((WIDTH / 4) * (HEIGHT / 2));
  const nextFrame = async () => ({}) as Snapshot;
  const paint = () => {
    paintCells(pen, cells, random, painted.length);
    paintFigures(pen, random);
    painted.push(pen.getImageData(0, 0, WIDTH, HEIGHT));
  };
  const blob = await recordInPage({ plan, title: 'test', nextFrame, painter: { canvas, paint } });
  const input = new Input({ source: new BlobSource(blob!), formats: ALL_FORMATS });
  const worst = { figures: 0, cells: 0 };
  let frame = 0;
  for await (const { canvas: decoded } of new CanvasSink((await input.getPrimaryVideoTrack())!).canvases()) {
    pen.drawImage(decoded, 0, 0);
    const got = pen.getImageData(0, 0, WIDTH, HEIGHT);
    const wanted = painted[frame++]!;
    worst.cells = Math.max(worst.cells, difference(wanted, got, 0, WIDTH / 2));
    worst.figures = Math.max(worst.figures, difference(wanted, got, WIDTH / 2, WIDTH));
  }
  return worst;
}

/** Mean absolute difference of brightness in columns from…to. */
function difference(a: ImageData, b: ImageData, from: number, to: number): number {
  const bright = ({ data }: ImageData, i: number) => (data[i]! * 2 + data[i + 1]! * 5 + data[i + 2]!) / 8;
  let sum = 0;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = from; x < to; x++) {
      const i = 4 * (y * WIDTH + x);
      sum += Math.abs(bright(a, i) - bright(b, i));
    }
  }
  return sum / (HEIGHT * (to - from));
}
