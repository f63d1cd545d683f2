/** Frames of an invented tissue, and every text drawn into them with its place. */
import type { LayerInfo, Snapshot } from '../../../src/engine/types.ts';
import { wholeWindow } from '../../../src/engine/window.ts';
import type { State } from '../../../src/model/types.ts';
import { createFramePainter } from '../../../src/video/painter.ts';

export interface Sample {
  readonly width: number;
  readonly height: number;
  readonly kind: LayerInfo['kind'];
  readonly sites: number;
  readonly states: number;
  readonly doses: number;
  readonly title: string;
}

export interface DrawnText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Painted {
  readonly picture: string;
  readonly texts: DrawnText[];
}

const COLOURS = ['#4477aa', '#ee6677', '#228833', '#ccbb44', '#66ccee', '#aa3377'];

function inventStates(n: number): State[] {
  return Array.from({ length: n }, (_, i) => ({
    id: i + 1,
    kind: 'kind',
    name: `state_${i + 1}`,
    label: `kind.state_${i + 1}`,
    layer: i === n - 1 ? 'immune' : 'tissue',
    colour: COLOURS[i % COLOURS.length] as string,
    about: '',
  }));
}

/** Rings of states around the middle, a gradient of values, some empty sites. */
function inventSnapshot({ sites, states, kind }: Sample): Snapshot {
  const n = sites * sites;
  const tissue = new Uint8Array(n);
  const immune = new Uint8Array(n);
  const values = new Float32Array(n);
  const counts = new Array<number>(states).fill(0);
  for (let i = 0; i < n; i++) {
    const radius = Math.hypot((i % sites) - sites / 2, Math.floor(i / sites) - sites / 2) / sites;
    tissue[i] = radius > 0.45 ? 0 : 1 + (Math.floor(radius * 10) % (states - 1));
    if (i % 37 === 0) immune[i] = states;
    values[i] = 38.4 - 60 * radius * radius;
    for (const id of [tissue[i] as number, immune[i] as number]) if (id > 0) counts[id - 1] = (counts[id - 1] ?? 0) + 1;
  }
  const layer = {
    name: kind === 'states' ? 'states' : 'oxygen',
    kind,
    unit: kind === 'states' ? '' : 'mmHg',
    about: '',
  };
  return {
    width: sites,
    height: sites,
    window: wholeWindow({ width: sites, height: sites }),
    spacing: 20,
    tick: 337,
    time: 168.5,
    tissue,
    immune,
    layer,
    values: kind === 'states' ? null : values,
    counts,
    blood: [38],
  };
}

function inventDoses(n: number) {
  return Array.from({ length: n }, (_, d) => ({
    name: `compound_${d + 1}`,
    unit: 'nM',
    points: Array.from({ length: 300 }, (_, i) => ({ time: i, value: Math.floor(i / 50) % 2 === d % 2 ? 0 : 300 })),
  }));
}

export async function paintSample(sample: Sample): Promise<Painted> {
  const { width, height, title } = sample;
  const texts: DrawnText[] = [];
  const pen = OffscreenCanvasRenderingContext2D.prototype;
  const { fillText } = pen;
  pen.fillText = function (this: OffscreenCanvasRenderingContext2D, text, x, y, ...rest) {
    const box = this.measureText(text);
    const matrix = this.getTransform();
    const at = (px: number, py: number) => matrix.transformPoint({ x: px, y: py });
    const from = at(x - box.actualBoundingBoxLeft, y - box.actualBoundingBoxAscent);
    const to = at(x + box.actualBoundingBoxRight, y + box.actualBoundingBoxDescent);
    texts.push({ text, left: from.x, right: to.x, top: from.y, bottom: to.y });
    fillText.call(this, text, x, y, ...rest);
  };
  const frame = {
    title,
    seed: 4711,
    states: inventStates(sample.states),
    until: 299,
    doses: inventDoses(sample.doses),
  };
  const painter = createFramePainter({ width, height }, frame);
  try {
    painter.paint(inventSnapshot(sample));
    const blob = await painter.canvas.convertToBlob({ type: 'image/png' });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return { picture: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')), texts };
  } finally {
    painter.destroy();
    pen.fillText = fillText;
  }
}
