/** What the page knows; every part of it is a signal that the panels read. */
import { computed, signal } from '@preact/signals';
import type { SavedSession } from '../model/session.ts';
import type { Camera, Size } from '../render/camera.ts';
import { type ColourScaleName, defaultScale } from '../render/palette.ts';
import type { Range } from '../render/range.ts';
import { fitBeside } from './fit.ts';
import { createHistory, type History } from './history.ts';
import type { DoseInfo, DroppedTable, Frame, LogInfo, SessionInfo, Site, Tried } from './protocol.ts';
import { laneKey } from './schedule.ts';

/** A scene in the list that the server gives. */
export interface SceneEntry {
  readonly file: string;
  readonly title: string;
  readonly question: string;
  readonly about: string;
}

/** What a button of a notice does. */
export interface Action {
  readonly label: string;
  readonly run: () => void;
}

/** Something to tell the user; `error` asks for attention. */
export interface Notice {
  readonly kind: 'error' | 'info';
  readonly text: string;
  /** What is to be done about it, the best first. */
  readonly actions: readonly Action[];
}

export const scenes = signal<readonly SceneEntry[]>([]);
export const info = signal<SessionInfo | null>(null);
/** The latest frame, which is drawn. */
export const frame = signal<Frame | null>(null);
/** The frame that panels show: people read no faster than `panel-pace.ts` lets it change. */
export const panelFrame = signal<Frame | null>(null);
/** Path of the scene that was last asked for; a dropped table is for it, even where it could not start without one. */
export const wantedScene = signal<string | null>(null);
/** The dropped table that the current scene started from; null: its own tissue. */
export const table = signal<DroppedTable | null>(null);
/** What was last found out about a text for an equation. */
export const tried = signal<Tried | null>(null);
/** What was done so far, and where time can go. */
export const log = signal<LogInfo | null>(null);
export const doses = signal<readonly DoseInfo[]>([]);
export const loading = signal(true);
export const notices = signal<readonly Notice[]>([]);

/** What the user wants; the frame says what is. */
export const running = signal(true);
export const speed = signal(16);
export const layerName = signal('states');
export const scaleName = signal<ColourScaleName | null>(null);
export const hidden = signal<ReadonlySet<number>>(new Set());
export const logCounts = signal(false);
export const chosen = signal<Site | null>(null);
export const parameterValues = signal<Readonly<Record<string, number>>>({});

/** Counts so far; `version` changes whenever it does. */
export const history = signal<{ readonly data: History; readonly version: number }>({
  data: createHistory(0),
  version: 0,
});

/** Time [h] under the pointer on the chart; null when it is not there. */
export const chartTime = signal<number | null>(null);

/** Size of the canvas [device pixels] and the camera; the camera is null until the first fit. */
export const canvasSize = signal<Size>({ width: 1, height: 1 });
export const camera = signal<Camera | null>(null);
/** Size of the layer card with its distance to the canvas's corner [device pixels]; 0 × 0 where it lies beside the canvas. */
export const cardSize = signal<Size>({ width: 0, height: 0 });
/** Whether the user has moved the camera since it last showed everything. */
export const cameraMoved = signal(false);

/** What a session that is being opened wants to show, and the views that it brings. */
export const wantedLook = signal<Pick<SavedSession, 'view' | 'views'> | null>(null);

/** The line of a schedule whose form is open. */
export const openLine = signal<{ readonly lane: string; readonly index: number } | null>(null);

export function setOpenLine(lane: Pick<DoseInfo, 'of' | 'name'> | null, index = 0): void {
  openLine.value = lane === null ? null : { lane: laneKey(lane), index };
}

/** Which dialogue is open. */
export const dialogue = signal<'none' | 'scenes' | 'claims' | 'record' | 'warnings' | 'help' | 'share' | 'rules'>(
  'none',
);
/** Panels beside the tissue: those of the left, and those of the right. */
export type LeftTab = 'layers' | 'tools';
export type RightTab = 'charts' | 'inspect' | 'model';
/** On a phone: the one panel that is open. */
export const tab = signal<LeftTab | RightTab | 'treat'>('charts');
/** Elsewhere: which of the panels on the right. */
export const rightTab = signal<RightTab>('charts');
/** What is folded away; `bare`: everything but the tissue. */
export const folded = signal({ left: false, right: false, bottom: false, bare: false });

/** Brings a panel to the front. */
export function openTab(name: LeftTab | RightTab | 'treat'): void {
  tab.value = name;
  const isRight = name === 'charts' || name === 'inspect' || name === 'model';
  if (isRight) rightTab.value = name;
  folded.value = { ...folded.value, [isRight ? 'right' : name === 'treat' ? 'bottom' : 'left']: false };
}

/** The span that the colour scale covers now. */
export const range = computed<Range>(() => frame.value?.picture.range ?? { low: 0, high: 1 });

/** The colour scale in use. */
export const scale = computed<ColourScaleName>(() => {
  return scaleName.value ?? defaultScale(frame.value?.picture.layer.kind ?? 'field');
});

/** Shows the whole lattice. */
export function fitView(): void {
  const shape = info.value?.shape;
  if (shape === undefined) return;
  camera.value = fitBeside(shape, canvasSize.value, cardSize.value);
  cameraMoved.value = false;
}

/** How many edits were done when the session was last saved or shared. */
const savedEdits = signal(0);

/** Whether something would be lost with the page. */
export const isUnsaved = computed(() => (log.value?.applied ?? 0) > savedEdits.value);

/** What is done so far is saved. */
export function markSaved(): void {
  savedEdits.value = log.value?.applied ?? 0;
}

export function tell(kind: Notice['kind'], text: string, ...actions: readonly Action[]): void {
  if (notices.value.some((notice) => notice.text === text)) return;
  notices.value = [...notices.value.slice(-3), { kind, text, actions }];
}

export function dismiss(notice: Notice): void {
  notices.value = notices.value.filter((other) => other !== notice);
}
