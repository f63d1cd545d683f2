/** What the colours mean, over the tissue. */
import { useEffect, useRef } from 'preact/hooks';
import { colourBar } from '../render/legend.ts';
import { cameraMoved, cardSize, fitView, panelFrame, scale } from './store.ts';

export function Legend() {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => (card.current === null ? undefined : watchCard(card.current)), []);
  const picture = panelFrame.value?.picture;
  const layer = picture?.layer;
  const bar = picture === undefined ? null : colourBar(picture.layer, picture.range, scale.value, 5);
  return (
    <div class="layer-card" ref={card} hidden={bar === null && layer?.kind !== 'barcode'}>
      {layer?.kind === 'barcode' && <p class="quiet">one colour per lineage; colours may repeat</p>}
      {bar !== null && (
        <div class="scale" role="img" aria-label={`Colour scale of ${bar.title}`}>
          <p class="scale-head">
            {bar.title} {bar.unit !== '' && <span class="quiet">{bar.unit}</span>}
          </p>
          <div class="scale-body">
            <div class="scale-bar-colours" style={{ background: `linear-gradient(to top, ${bar.stops.join(',')})` }} />
            <div class="scale-ticks">
              {bar.ticks.map(({ part, text }) => (
                <span style={{ bottom: `${100 * part}%` }}>{text}</span>
              ))}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

/** Tells how much of the canvas the card covers, and fits the lattice beside it unless the user has moved the camera. */
function watchCard(card: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    const ratio = card.hidden ? 0 : globalThis.devicePixelRatio;
    const [right, bottom] = [card.offsetLeft + card.offsetWidth, card.offsetTop + card.offsetHeight];
    cardSize.value = { width: right * ratio, height: bottom * ratio };
    if (!cameraMoved.value) fitView();
  });
  observer.observe(card);
  return () => observer.disconnect();
}
