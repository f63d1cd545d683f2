/** Recording the current scene from its start, in a worker of its own; what the page shows goes on untouched. */
import { createBrowserHost } from '../host/browser.ts';
import { parseDuration, withFile } from '../index.ts';
import type { ColourScaleName } from '../render/palette.ts';
import { openFrameWorker } from '../video/frame-worker.ts';
import { createFramePainter } from '../video/painter.ts';
import { planVideo, type VideoPlan } from '../video/plan.ts';
import { recordInPage } from '../video/record-page.ts';
import type { SceneChanges } from '../video/request.ts';
import { keepAnswers } from '../video/scene-files.ts';
import { readChangedScene } from '../video/scene-run.ts';
import type { DroppedTable, ParameterInfo } from './protocol.ts';
import { wantedBackend } from './scene-list.ts';

/** The form, as the user filled it in. */
export interface RecordForm {
  readonly ending: '.mp4' | '.webm';
  /** `1280x720` */
  readonly size: string;
  readonly fps: number;
  /** Durations with units. */
  readonly every: string;
  readonly until: string;
}

/** What is to be recorded. */
export interface RecordSubject {
  /** Path of the scene, relative to the page. */
  readonly scene: string;
  readonly title: string;
  readonly table: DroppedTable | null;
  readonly parameters: SceneChanges['set'];
  readonly layer: string;
  readonly scale: ColourScaleName | null;
}

/** Checks the form. @throws UserError saying what is allowed */
export function planOf(form: RecordForm): VideoPlan {
  const [width = 0, height = 0] = form.size.split('x').map(Number);
  const [every, until] = [parseDuration(form.every), parseDuration(form.until)];
  return planVideo({ out: `video${form.ending}`, width, height, fps: form.fps, every, until });
}

/** Simulates, draws and encodes every frame. @throws UserError, RunError; RunError when cancelled by `signal`. */
export async function record(
  plan: VideoPlan,
  subject: RecordSubject,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Blob> {
  const { title, layer, scale } = subject;
  const frames = await openFrameWorker(await requestFor(plan, subject));
  try {
    const until = Math.max((plan.frames - 1) * plan.every, plan.every);
    const painter = createFramePainter(plan, { ...frames.facts, until, ...(scale !== null && { scale }) });
    try {
      const recording = { plan, title: `${title}: ${layer}`, nextFrame: frames.nextFrame, painter };
      return (await recordInPage(recording, { onProgress, signal })) as Blob;
    } finally {
      painter.destroy();
    }
  } finally {
    frames.close();
  }
}

async function requestFor(plan: VideoPlan, { scene, table, parameters, layer }: RecordSubject) {
  const browser = createBrowserHost(document.baseURI);
  const { host, files } = keepAnswers(table === null ? browser : withFile(browser, table.name, table.text));
  const changes: SceneChanges = {
    ...(parameters && { set: parameters }),
    ...(table !== null && { tissue: table.name }),
  };
  await readChangedScene(scene, host, changes);
  return { scene, files, changes, backend: wantedBackend(), plan, layer } as const;
}

/** Parameters that were moved, as text with units. @param values by name, in each parameter's unit */
export function changedParameters(
  parameters: readonly ParameterInfo[],
  values: Readonly<Record<string, number>>,
): Readonly<Record<string, string>> {
  const changed = parameters.filter(({ name, value }) => values[name] !== undefined && values[name] !== value);
  return Object.fromEntries(
    changed.map(({ name, unit }) => [
      name,
      unit === '1' || unit === '' ? `${values[name]}` : `${values[name]} ${unit}`,
    ]),
  );
}
