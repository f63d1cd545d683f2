/** All there is under the pointer, while it rests on the tissue. */
import { formatQuantity } from '../render/format.ts';
import { readable } from '../render/legend.ts';
import { camera, canvasSize } from './store.ts';
import { hovered, pointerAt, tool } from './tools.ts';

export function HoverCard() {
  const found = hovered.value;
  const at = pointerAt.value;
  const view = camera.value;
  if (found === null || at === null || view === null || tool.value !== 'look') return null;
  const { site, inspection } = found;
  const { tissue, immune, fields, matrix } = inspection;
  const isRight = (at.x - view.x) * view.scale > -0.05 * canvasSize.value.width;
  const cells = [tissue, immune].flatMap((cell) => (cell === null ? [] : [readable(`${cell.kind}.${cell.state}`)]));
  return (
    <div class={isRight ? 'hover-card left' : 'hover-card'} aria-hidden="true">
      <p class="hover-title">
        {cells.length > 0 ? cells.join(' + ') : 'no cell'}{' '}
        <span class="quiet">
          {site.x}, {site.y}
        </span>
      </p>
      <dl class="hover-readings">
        {[...fields, ...matrix].map(({ name, value, unit }) => (
          <div>
            <dt>{readable(name)}</dt>
            <dd>{formatQuantity(value, unit, 2)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
