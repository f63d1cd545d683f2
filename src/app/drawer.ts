/** Draws the lattice on a canvas, wherever that is: in the page or in a worker. */

import type { State } from '../model/types.ts';
import type { Camera, Size } from '../render/camera.ts';
import type { Picture } from '../render/pack.ts';
import { createView, type DrawOptions, type View } from '../render/view.ts';

/** From where and how a picture is looked at. */
export interface Look extends DrawOptions {
  readonly camera: Camera;
  /** Of the canvas, device pixels. */
  readonly size: Size;
}

/** What is other than it was. New states also put away the picture: it is of another model. */
export interface DrawOrder {
  readonly states?: readonly State[];
  readonly picture?: Picture;
  readonly look?: Look;
}

/** `drawn`: the last picture is on the canvas; the next may come. `failed` comes once, and pictures count as drawn. */
export type DrawAnswer = 'drawn' | { readonly failed: string };

/** Takes orders, and draws once per refresh of the screen at most. */
export function createDrawer(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  answer: (answer: DrawAnswer) => void,
): (order: DrawOrder) => void {
  const view = openView();
  let viewOf: readonly State[] | null = null;
  let states: readonly State[] | null = null;
  let picture: Picture | null = null;
  let look: Look | null = null;
  let isNew = false;
  let asked = false;

  function draw(): void {
    asked = false;
    if (states === null || picture === null || look === null) return;
    if (viewOf !== states) view?.setStates(states);
    viewOf = states;
    view?.resize(look.size.width, look.size.height);
    view?.draw(picture, look.camera, look);
    if (isNew) answer('drawn');
    isNew = false;
  }

  /** At once, while the scene is still being read: shaders take their time. */
  function openView(): View | null {
    try {
      return createView(canvas, []);
    } catch (error) {
      answer({ failed: error instanceof Error ? error.message : String(error) });
      return null;
    }
  }

  return (order) => {
    if (order.states !== undefined) [states, picture] = [order.states, null];
    if (order.picture !== undefined) [picture, isNew] = [order.picture, true];
    look = order.look ?? look;
    if (!asked) requestAnimationFrame(draw);
    asked = true;
  };
}
