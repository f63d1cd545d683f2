import { signal } from '@preact/signals';
import { type Camera, fitCamera } from '../render/camera.ts';

/** Shared by all arms of a comparison; null before the first picture. */
export const armCamera = signal<Camera | null>(null);

/** Shows the whole lattice, unless a camera is there. */
export function fitArms(width: number, height: number, canvasW: number, canvasH: number): void {
  armCamera.value ??= fitCamera(width, height, canvasW, canvasH, 2);
}
