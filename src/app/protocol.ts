/** What the page and the simulation's worker say to each other. */

import type { Elimination } from '../engine/dosing.ts';
import type { ReplayCheckpoint, Switched } from '../engine/replay.ts';
import type { BackendName, Inspection, LayerInfo, SnapshotWindow, TissueReport } from '../engine/types.ts';
import type { DosingRule, Edit, Entry, SavedSession } from '../model/session.ts';
import type { LatticeShape, SceneView, State } from '../model/types.ts';
import type { Picture } from '../render/pack.ts';
import type { Range } from '../render/range.ts';
import type { Exported } from './export.ts';
import type { Followed } from './follow.ts';
import type { Concern } from './watcher.ts';

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

/** What the colour scale covers: the values now, all since the layer was first shown, or what was asked for. */
export type RangeMode = 'now' | 'widest' | 'fixed';

/** How values become colours. */
export interface RangeWish {
  readonly mode: RangeMode;
  readonly log: boolean;
  /** In the layer's unit; null: not yet. */
  readonly fixed: Range | null;
}

/** A rectangle of sites. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Numbers about a region at one time [h]. */
export interface RegionNumbers {
  readonly region: Region;
  readonly time: number;
  /** By id − 1. */
  readonly counts: readonly number[];
  /** Of the layer that is shown; null where it has no values there. */
  readonly layer: {
    readonly name: string;
    readonly unit: string;
    readonly mean: number;
    readonly deviation: number;
    readonly low: number;
    readonly high: number;
  } | null;
}

/** Means over the lattice at one time [h]: of fields, and of traits over the cells of their kind, in the order of `layers`. */
export interface MeasuredRow {
  readonly time: number;
  readonly fields: readonly number[];
  readonly traits: readonly number[];
}

/** Lineages at one time [h]: how many, of how many cells, and the largest with their sizes. */
export interface CloneRow {
  readonly time: number;
  readonly lineages: number;
  readonly cells: number;
  readonly barcodes: readonly number[];
  readonly sizes: readonly number[];
}

/** What was asked about a moment besides its picture; null: nothing, or not due. */
export interface Probed {
  readonly followed: Followed | null;
  readonly region: RegionNumbers | null;
  readonly measured: MeasuredRow | null;
  readonly clones: CloneRow | null;
  /** Sites where a brush has left a lasting source, when they are others than before. */
  readonly held: readonly Site[] | null;
}

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
      /** What to do over again from its start; null: nothing. */
      readonly session?: SavedSession | null;
      /** The session's moment itself, so that it need not be done over again. */
      readonly moment?: ReplayCheckpoint | null;
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
  | ({ readonly type: 'range' } & RangeWish)
  /** Reads all there is at a site, once. */
  | { readonly type: 'hover'; readonly site: Site }
  /** Numbers about a region with each frame from now on; null: no more. */
  | { readonly type: 'region'; readonly region: Region | null }
  /** Checks a text for an equation and asks for its response to a variable; nothing is changed. */
  | { readonly type: 'try'; readonly path: string; readonly text: string; readonly variable: string | null }
  /** What charts need besides counts, from now on. */
  | { readonly type: 'charts'; readonly measures: boolean; readonly clones: boolean }
  /** Whether anyone can see the page; unseen, it gets no frames and the simulation takes its time. */
  | { readonly type: 'visible'; readonly visible: boolean }
  | { readonly type: 'inspect'; readonly site: Site | null }
  | { readonly type: 'dosing'; readonly field: number; readonly on: boolean }
  | { readonly type: 'parameter'; readonly name: string; readonly value: number; readonly gesture?: number }
  /** Does something to the simulation now: logged, undone, done over. Edits of one gesture are undone together. */
  | { readonly type: 'edit'; readonly edit: Edit; readonly gesture?: number }
  | { readonly type: 'undo' | 'redo' }
  /** Runs to that tick and pauses. */
  | { readonly type: 'until'; readonly tick: number }
  /** Goes to a moment, back or ahead, and pauses there. */
  | { readonly type: 'seek'; readonly tick: number }
  /** Goes on from here without the edits ahead; they stay as a branch. */
  | { readonly type: 'branch' }
  | { readonly type: 'take'; readonly branch: number }
  /** Asks for the session as it is now; `moment`: with all that another worker needs to go on from there. */
  | { readonly type: 'save'; readonly moment?: boolean }
  | { readonly type: 'export'; readonly what: Exported }
  /** The last frame was taken up; the next may come. */
  | { readonly type: 'shown' };

/** An equation as it is written, by its path in the model's file. */
export interface EquationInfo {
  readonly path: string;
  readonly text: string;
}

/** What a text for an equation would do. Curves in base units, against one variable in its own unit; empty where there is none. */
export interface Tried extends EquationInfo {
  /** What is wrong with it. */
  readonly error: string | null;
  /** Names of what it varies with. */
  readonly variables: readonly string[];
  readonly variable: string | null;
  readonly unit: string;
  readonly x: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** A parameter as its slider shows it: numbers in `unit`. */
export interface ParameterInfo {
  readonly name: string;
  /** The part of the model that it belongs to. */
  readonly group: string;
  readonly about: string;
  readonly source: string;
  readonly unit: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A line of the schedule: times [h], amount in the field's unit; `until` null: without end. */
export interface DoseLine {
  readonly from: number;
  readonly until: number | null;
  readonly cycle: { readonly on: number; readonly off: number } | null;
  readonly how: 'hold' | 'dose' | 'average';
  readonly amount: number;
  /** null where it is held. */
  readonly every: number | null;
  readonly washout: boolean;
}

/** What a schedule gives or holds: for a field its blood concentration over the whole schedule, in its unit; times [h] ascending. */
export interface DoseInfo {
  /** A field in blood, or a parameter that is held for a while. */
  readonly of: 'field' | 'parameter';
  /** Index of the field; −1 for a parameter. */
  readonly field: number;
  readonly name: string;
  readonly unit: string;
  /** Whether the scene or the user gives it at any time. */
  readonly given: boolean;
  /** Whether anything is given from now on. */
  readonly on: boolean;
  /** Level in blood where nothing is given, and how it leaves; null: at once. */
  readonly base: number;
  readonly elimination: Elimination | null;
  /** An amount to begin with. */
  readonly usual: number;
  /** The schedule as planned. */
  readonly lines: readonly DoseLine[];
  readonly points: readonly { readonly time: number; readonly value: number }[];
}

/** What was done so far, and where time can go. Ticks. */
export interface LogInfo {
  /** Without the ways of brushes. */
  readonly entries: readonly Entry[];
  /** How many of them are done; the others are ahead. */
  readonly applied: number;
  readonly goal: number | null;
  readonly reached: number;
  readonly kept: readonly number[];
  readonly keptBytes: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly branches: readonly { readonly edits: number; readonly tick: number }[];
  /** What conditional rules have switched. */
  readonly switched: readonly Switched[];
  readonly rules: readonly DosingRule[];
  readonly equations: Readonly<Record<string, string | null>>;
  /** Parameters other than the scene's, in their own units. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** A field or matrix variable that can be painted; numbers in its unit, of which one is `factor` base units. */
export interface PaintInfo {
  readonly name: string;
  readonly unit: string;
  readonly factor: number;
  readonly low: number;
  readonly high: number;
  /** What the brush leaves unless told otherwise. */
  readonly usual: number;
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
  readonly equations: readonly EquationInfo[];
  readonly views: readonly SceneView[];
  readonly paint: { readonly fields: readonly PaintInfo[]; readonly matrix: readonly PaintInfo[] };
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
  readonly probed: Probed;
}

/** Worker → page. */
export type Reply =
  | { readonly type: 'loaded'; readonly info: SessionInfo; readonly doses: readonly DoseInfo[] }
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'hover'; readonly site: Site; readonly inspection: Inspection }
  | { readonly type: 'tried'; readonly tried: Tried }
  | { readonly type: 'doses'; readonly doses: readonly DoseInfo[] }
  /** `cut`: what was told of times after it [h] is no longer so. */
  | { readonly type: 'log'; readonly log: LogInfo; readonly cut: number | null }
  /** A session came to its moment; `same`: in the state that was saved, null: nobody can tell. */
  | { readonly type: 'arrived'; readonly hash: string; readonly same: boolean | null; readonly edits: number }
  | { readonly type: 'concern'; readonly concern: Concern }
  /** What was being done when another scene was opened. */
  | { readonly type: 'left'; readonly session: SavedSession; readonly title: string }
  | { readonly type: 'exported'; readonly file: Blob }
  | { readonly type: 'saved'; readonly session: SavedSession; readonly moment: ReplayCheckpoint | null }
  /** `loading`: nothing new was loaded; what ran before still does. `tick`: at which it stopped, be a frame of it on the page or not. */
  | { readonly type: 'failed'; readonly message: string; readonly loading: boolean; readonly tick: number };
