/** The part of the canvas API that is used, so that page and worker canvases both serve. */
export type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** System font of frames. */
export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

/** Ordinary and secondary text, hairlines, and the colour of drug in blood. */
export const INK = '#f0f2f5';
export const QUIET = '#98a1ad';
export const LINE = '#2b313a';
export const DOSE = '#e8a33d';
