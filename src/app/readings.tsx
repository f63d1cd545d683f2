import type { Reading } from '../engine/types.ts';
import { formatQuantity } from '../render/format.ts';
import { readable } from '../render/legend.ts';

/** Named numbers with their units. */
export function Readings({ title, readings }: { readonly title: string; readonly readings: readonly Reading[] }) {
  if (readings.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <dl class="readings">
        {readings.map(({ name, value, unit }) => (
          <Pair name={readable(name)} value={formatQuantity(value, unit)} />
        ))}
      </dl>
    </>
  );
}

/** A name and what it is. */
export function Pair({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="figure">{value}</dd>
    </div>
  );
}
