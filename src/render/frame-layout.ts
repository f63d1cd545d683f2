/** Where the parts of a video frame go. */
import type { Size } from './camera.ts';

/** A rectangle of a frame [pixels]. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** `map` holds the lattice, `panel` the words; `unit` is the height of ordinary text [pixels]. */
export interface FrameLayout {
  readonly map: Box;
  readonly panel: Box;
  readonly unit: number;
}

/** Landscape frames: lattice left, panel right. Portrait frames: lattice above, panel below. Whole pixels. */
export function frameLayout(frame: Size, lattice: Size): FrameLayout {
  const { width, height } = frame;
  const unit = Math.max(9, Math.round(Math.sqrt(width * height) / 60));
  if (width >= height) {
    const panelWidth = Math.round(
      Math.min(width * 0.45, Math.max(width * 0.26, width - (height * lattice.width) / lattice.height)),
    );
    const mapWidth = width - panelWidth;
    return {
      map: { x: 0, y: 0, width: mapWidth, height },
      panel: { x: mapWidth, y: 0, width: panelWidth, height },
      unit,
    };
  }
  const panelHeight = Math.round(
    Math.min(height * 0.5, Math.max(height * 0.3, height - (width * lattice.height) / lattice.width)),
  );
  const mapHeight = height - panelHeight;
  return {
    map: { x: 0, y: 0, width, height: mapHeight },
    panel: { x: 0, y: mapHeight, width, height: panelHeight },
    unit,
  };
}
