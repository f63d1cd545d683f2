/** Which part of the lattice the page wants to have: told whenever what was told last does not do any more. */
import { effect } from '@preact/signals';
import type { SnapshotWindow } from '../engine/types.ts';
import { stillServes, windowFor } from '../render/window.ts';
import { camera, canvasSize, info } from './store.ts';

/** Tells at once for every simulation that is loaded, and while the camera moves. @returns stops */
export function watchSight(tell: (window: SnapshotWindow) => void): () => void {
  let told: SnapshotWindow | null = null;
  let toldFor: unknown = null;
  return effect(() => {
    const [session, from, canvas] = [info.value, camera.value, canvasSize.value];
    if (session === null || from === null) return;
    if (told !== null && toldFor === session && stillServes(told, from, canvas, session.shape)) return;
    told = windowFor(from, canvas, session.shape);
    toldFor = session;
    tell(told);
  });
}
