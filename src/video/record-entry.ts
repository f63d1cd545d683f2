/** The recording page, driven from Node: `nidusRecord` runs a request, `nidusWrite` and `nidusProgress` report back. */
import { openFrameWorker } from './frame-worker.ts';
import { createFramePainter } from './painter.ts';
import { recordInPage } from './record-page.ts';
import { type RecordReply, type RecordRequest, type RunSummary, toFailure } from './request.ts';

declare global {
  /** Set once the page is ready. */
  var nidusRecord: (request: RecordRequest) => Promise<RecordReply>;
  /** Provided by Node. @param base64 a piece of the file */
  var nidusWrite: (base64: string, position: number) => Promise<void>;
  var nidusProgress: (done: number, total: number) => Promise<void>;
}

/** Makes this page a recorder. */
export function startRecordPage(): void {
  globalThis.nidusRecord = async (request) => {
    try {
      return { done: await record(request) };
    } catch (error) {
      return { failure: toFailure(error) };
    }
  };
}

async function record(request: RecordRequest): Promise<RunSummary> {
  const { plan } = request;
  const frames = await openFrameWorker(request);
  try {
    const { facts, nextFrame } = frames;
    const until = Math.max((plan.frames - 1) * plan.every, plan.every);
    const painter = createFramePainter(plan, { ...facts, until });
    await recordInPage(
      { plan, title: facts.title, nextFrame, painter },
      {
        write: async (data, position) => nidusWrite(await toBase64(data), position),
        onProgress: (done, total) => void nidusProgress(done, total),
      },
    ).finally(painter.destroy);
    return { backend: facts.backend, adapter: facts.adapter, warnings: frames.warnings() };
  } finally {
    frames.close();
  }
}

/** By the browser's own reader: large pieces as one string cost little. */
function toBase64(data: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(new Blob([data]));
  });
}
