/** Showing the whole lattice beside what lies over the canvas. */
import { type Camera, fitCamera, type Size } from '../render/camera.ts';

/** A part of the canvas [device pixels]. */
interface Area extends Size {
  readonly x: number;
  readonly y: number;
}

/**
 * The camera that shows the whole lattice as large as it can be, either to the right of a card in the top left corner of the
 * canvas or below it. @param card size of the card with its distance to the corner [device pixels]; 0 × 0 for none
 */
export function fitBeside(lattice: Size, canvas: Size, card: Size): Camera {
  const { width, height } = canvas;
  const margin = Math.round(Math.min(width, height) * 0.02);
  const right = { x: card.width, y: 0, width: width - card.width, height };
  const below = { x: 0, y: card.height, width, height: height - card.height };
  const [a, b] = [right, below].map((area) => fitArea(lattice, canvas, area, margin)) as [Camera, Camera];
  return a.scale >= b.scale ? a : b;
}

/** Off the middle of the area only as far as it must, so that the lattice stays central where there is room. */
function fitArea(lattice: Size, canvas: Size, area: Area, margin: number): Camera {
  const { scale } = fitCamera(lattice.width, lattice.height, area.width, area.height, margin);
  const place = (canvasSide: number, start: number, sites: number) => {
    const least = start + margin + (sites * scale) / 2;
    return Math.max(canvasSide / 2, least);
  };
  const middleX = place(canvas.width, area.x, lattice.width);
  const middleY = place(canvas.height, area.y, lattice.height);
  return {
    x: lattice.width / 2 - (middleX - canvas.width / 2) / scale,
    y: lattice.height / 2 - (middleY - canvas.height / 2) / scale,
    scale,
  };
}
