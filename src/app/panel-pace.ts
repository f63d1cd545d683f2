/** How often the panels follow the simulation: building their text anew for every frame would hold up clicks and keys. */

/** Milliseconds between looks of the panels. */
const PANEL_MS = 120;

/**
 * @param show lets the panels show the latest
 * @returns asks for a look: when one is due, or `atOnce`
 */
export function createPanelPace(show: () => void): (atOnce: boolean) => void {
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    show();
  };
  return (atOnce) => {
    const wait = last + PANEL_MS - performance.now();
    if (atOnce || wait <= 0) look();
    else timer ??= setTimeout(look, wait);
  };
}
