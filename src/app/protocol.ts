/** What the page and the simulation's worker say to each other. */
import type { BackendName, Inspection, LayerInfo, SnapshotWindow, TissueReport } from '../engine/types.ts';
import type { LatticeShape, State } from '../model/types.ts';
import type { Picture } from '../render/pack.ts';

/** A tissue table that the user dropped on the page. */
export interface DroppedTable {
  readonly name: string;
  readonly text: string;
}

/** A site of the lattice. */
export interface Site {
  readonly x: number;
  readonly y: number;
}

/** Where to compute; `auto` takes WebGPU where there is a hardware adapter. */
export type BackendChoice = BackendName | 'auto';

/** What the browser offers. */
export type GpuFound = 'none' | 'software' | 'hardware';

/** What the colour scale covers: the values now, or all since the layer was first shown. */
export type RangeMode = 'now' | 'widest';

/** Page → worker. */
export type Request =
  | {
      readonly type: 'load';
      /** Path of the scene, relative to `base`, the page's address. */
      readonly scene: string;
      readonly base: string;
      readonly table: DroppedTable | null;
      readonly backend: BackendChoice;
      readonly play: boolean;
    }
  | { readonly type: 'restart' }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'step' }
  /** Ticks per second of wall time; Infinity is as fast as it goes. */
  | { readonly type: 'speed'; readonly ticksPerSecond: number }
  | { readonly type: 'layer'; readonly name: string }
  /** What of the lattice to show; to be given once for each simulation, which shows nothing before. */
  | { readonly type: 'window'; readonly window: SnapshotWindow }
  | { readonly type: 'range'; readonly mode: RangeMode }
  /** Whether anyone can see the page; unseen, it gets no frames and the simulation takes its time. */
  | { readonly type: 'visible'; readonly visible: boolean }
  | { readonly type: 'inspect'; readonly site: Site | null }
  | { readonly type: 'dosing'; readonly field: number; readonly on: boolean }
  | { readonly type: 'parameter'; readonly name: string; readonly value: number }
  /** The last frame was taken up; the next may come. */
  | { readonly type: 'shown' };

/** A parameter as its slider shows it: numbers in `unit`. */
export interface ParameterInfo {
  readonly name: string;
  readonly about: string;
  readonly source: string;
  readonly unit: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Blood concentration of a dosed field over the whole schedule, in its unit; times [h] ascending. */
export interface DoseInfo {
  readonly field: number;
  readonly name: string;
  readonly unit: string;
  /** Whether anything is given from now on. */
  readonly on: boolean;
  readonly points: readonly { readonly time: number; readonly value: number }[];
}

/** What stays the same while a simulation runs. */
export interface SessionInfo {
  readonly path: string;
  readonly title: string;
  readonly about: string;
  readonly question: string;
  readonly modelTitle: string;
  readonly states: readonly State[];
  readonly layers: readonly LayerInfo[];
  readonly firstLayer: string;
  readonly parameters: readonly ParameterInfo[];
  readonly shape: LatticeShape;
  readonly backend: BackendName;
  readonly adapter: string | null;
  /** What was asked for. */
  readonly wanted: BackendChoice;
  readonly gpu: GpuFound;
  readonly seed: number;
  /** h */
  readonly tick: number;
  readonly until: number;
  readonly table: string | null;
  readonly report: TissueReport | null;
}

/** Cells per state (id − 1) at one time [h]. */
export interface CountsRow {
  readonly time: number;
  readonly counts: readonly number[];
}

/** One moment, as the page shows it. */
export interface Frame {
  readonly picture: Picture;
  readonly running: boolean;
  /** True when the scene's end was just reached and the run paused there. */
  readonly ended: boolean;
  /** Measured over the last second or so; 0 when paused. */
  readonly ticksPerSecond: number;
  readonly warnings: readonly string[];
  /** Rows since the last frame. */
  readonly rows: readonly CountsRow[];
  readonly site: Site | null;
  readonly inspection: Inspection | null;
}

/** Worker → page. */
export type Reply =
  | { readonly type: 'loaded'; readonly info: SessionInfo; readonly doses: readonly DoseInfo[] }
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'doses'; readonly doses: readonly DoseInfo[] }
  /** `loading`: nothing new was loaded; what ran before still does. */
  | { readonly type: 'failed'; readonly message: string; readonly loading: boolean };
