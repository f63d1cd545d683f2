/** What the page knows, and what can be done on it. */
import { computed, signal } from '@preact/signals';
import type { BackendName } from '../../src/engine/types.ts';
import { type BenchReport, type EarlierReport, parseReport } from '../report.ts';
import type { AdapterFound, BenchReply, BenchRequest } from './protocol.ts';

export type Phase = 'looking' | 'ready' | 'running' | 'done' | 'stopped' | 'failed';

/** Sides on offer, and those chosen at first. */
export const SIDES: readonly number[] = [64, 128, 256, 512, 1024, 2048, 4096];
const FIRST = { hardware: [256, 1024, 2048], software: [64, 128], cpu: [128, 256] } as const;

export const phase = signal<Phase>('looking');
/** Undefined until it is known. */
export const adapter = signal<AdapterFound | null | undefined>(undefined);
export const backend = signal<BackendName>('webgpu');
export const sizes = signal<readonly number[]>([]);
export const progress = signal<{ readonly done: number; readonly total: number; readonly note: string } | null>(null);
/** As far as it goes while running. */
export const report = signal<BenchReport | null>(null);
export const earlier = signal<{ readonly name: string; readonly report: EarlierReport } | null>(null);
/** What went wrong, or what a button did. */
export const message = signal<{ readonly kind: 'error' | 'done'; readonly text: string } | null>(null);
/** Side whose bars are shown; null: the largest there is. */
export const chosenSide = signal<number | null>(null);

/** Sides that have results, ascending. */
export const sidesDone = computed<readonly number[]>(() => {
  const cases = report.value?.cases.filter(({ name }) => !name.startsWith('copy-')) ?? [];
  return [...new Set(cases.map(({ width }) => width))].sort((a, b) => a - b);
});

export const shownSide = computed<number | null>(() => {
  const chosen = chosenSide.value;
  return chosen !== null && sidesDone.value.includes(chosen) ? chosen : (sidesDone.value.at(-1) ?? null);
});

const query = new URLSearchParams(location.search);
let worker: Worker | null = null;

/** Asks what there is to measure. `?backend=cpu`, `?sizes=64,96` and `?only=assemble,tick` choose in advance. */
export function look(): void {
  startWorker().postMessage({ type: 'look' } satisfies BenchRequest);
}

export function run(): void {
  if (sizes.value.length === 0) {
    message.value = { kind: 'error', text: 'Choose at least one size.' };
    return;
  }
  phase.value = 'running';
  message.value = null;
  report.value = null;
  progress.value = { done: 0, total: 1, note: 'starting' };
  const request: BenchRequest = {
    type: 'run',
    base: document.baseURI,
    backend: backend.value,
    sizes: [...sizes.value].sort((a, b) => a - b),
    only: listOf('only'),
  };
  startWorker().postMessage(request);
}

/** Ends a run; what is done stays on the page. */
export function stop(): void {
  endWorker();
  progress.value = null;
  phase.value = 'stopped';
}

export function chooseBackend(name: BackendName): void {
  backend.value = name;
  sizes.value = firstSizes();
}

export function toggleSize(side: number): void {
  const { value } = sizes;
  sizes.value = value.includes(side) ? value.filter((other) => other !== side) : [...value, side];
}

/** Takes a file of an earlier run to compare with. */
export async function takeFile(file: File): Promise<void> {
  try {
    earlier.value = { name: file.name, report: parseReport(file.name, await file.text()) };
    message.value = null;
  } catch (error) {
    fail(error);
  }
}

export function fail(error: unknown): void {
  message.value = { kind: 'error', text: error instanceof Error ? error.message : String(error) };
}

/** A file name that tells device and day. */
export function fileName({ adapter: name, backend: on, date }: BenchReport): string {
  const device = (name ?? on).toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `nidus-bench-${device}-${date.slice(0, 10)}.json`;
}

function listOf(key: string): string[] {
  return (query.get(key) ?? '').split(',').filter((part) => part !== '');
}

function firstSizes(): readonly number[] {
  const asked = listOf('sizes').map(Number).filter(Number.isInteger);
  if (asked.length > 0) return asked;
  if (backend.value === 'cpu') return FIRST.cpu;
  return adapter.value?.isSoftware === true ? FIRST.software : FIRST.hardware;
}

function startWorker(): Worker {
  endWorker();
  worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'nidus-bench' });
  worker.onmessage = ({ data }: MessageEvent<BenchReply>) => hear(data);
  worker.onerror = (event) => hear({ type: 'failed', message: event.message || 'the worker could not be loaded' });
  return worker;
}

function endWorker(): void {
  worker?.terminate();
  worker = null;
}

function hear(reply: BenchReply): void {
  switch (reply.type) {
    case 'adapter': {
      adapter.value = reply.adapter;
      const asked = query.get('backend');
      chooseBackend(reply.adapter === null || asked === 'cpu' ? 'cpu' : 'webgpu');
      phase.value = 'ready';
      break;
    }
    case 'progress':
      progress.value = reply.progress;
      report.value = reply.progress.report;
      break;
    case 'done':
      endWorker();
      report.value = reply.report;
      progress.value = null;
      phase.value = 'done';
      break;
    case 'failed':
      endWorker();
      progress.value = null;
      if (phase.value === 'looking') chooseBackend('cpu');
      phase.value = 'failed';
      fail(reply.message);
  }
}
