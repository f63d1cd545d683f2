/** The map of where an arm differs from the first, and what its colours mean. */
import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { LatticeShape } from '../model/types.ts';
import { formatNumber, formatQuantity } from '../render/format.ts';
import type { Picture } from '../render/pack.ts';
import type { Arm } from './arm.ts';
import { armCamera } from './arm-camera.ts';
import { ArmView } from './arm-view.tsx';
import {
  type Difference,
  differenceOf,
  differenceStates,
  enlarged,
  ONLY_FIRST,
  ONLY_SECOND,
  OTHER,
  SAME,
} from './difference.ts';
import { ScaleStrip } from './scale-strip.tsx';
import { styleValue, themeVersion } from './theme.ts';

/** A site that differs is at least so wide on the screen [CSS pixels]. */
const MARK_PIXELS = 4;
const OTHER_COLOUR = '#f0e442';
const NONE_HIDDEN: ReadonlySet<number> = new Set();

/** Sites around one that make it as wide as a mark. */
const reach = computed(() => {
  const { scale } = armCamera.value ?? { scale: 1 };
  return Math.max(0, Math.ceil(((MARK_PIXELS * globalThis.devicePixelRatio) / scale - 1) / 2));
});

interface DifferenceViewProps {
  /** The arm in the list that is compared with the first. */
  readonly pair: number;
  readonly list: readonly Arm[];
  readonly shape: LatticeShape | undefined;
  readonly colours: readonly string[];
  readonly choose: (pair: number) => void;
}

export function DifferenceView({ pair, list, shape, colours, choose }: DifferenceViewProps) {
  const [first, second] = [colours[0]!, colours[pair]!];
  const difference = useDifference(list[0]!.picture.value, list[pair]!.picture.value);
  const same = useMemo(() => styleValue('--agree'), [themeVersion.value]);
  const states = useMemo(() => differenceStates(['', same, first, second, OTHER_COLOUR]), [same, first, second]);
  const scale = useMemo(() => [first, same, second], [same, first, second]);
  const far = reach.value;
  const picture = useMemo(() => (difference === null ? null : enlarged(difference, far)), [difference, far]);
  return (
    <figure class="arm difference">
      <figcaption>
        <select
          aria-label="Arm that is compared with the first"
          value={pair}
          onChange={(event) => choose(Number(event.currentTarget.value))}
        >
          {list.slice(1).map((_, i) => (
            <option value={i + 1}>where arm {i + 2} differs from arm 1</option>
          ))}
        </select>
        <output class="quiet" aria-label="Share of sites that differ">
          {difference === null ? '' : `${percent(difference.share)} of sites`}
        </output>
      </figcaption>
      <ArmView label="Difference" states={states} shape={shape} picture={picture} scale={scale} hides={NONE_HIDDEN} />
      {difference !== null && difference.counts.length > 0 && (
        <p class="difference-key">
          {KEY.map(({ id, text }) => (
            <span>
              <i class="arm-mark" style={{ background: ['', same, first, second, OTHER_COLOUR][id] }} />
              {text(pair + 1)} <b class="figure">{formatNumber(difference.counts[id]!, 7)}</b>
            </span>
          ))}
        </p>
      )}
      {difference !== null && difference.counts.length === 0 && <ValueKey {...{ difference, pair, scale }} />}
    </figure>
  );
}

const KEY: readonly { readonly id: number; readonly text: (arm: number) => string }[] = [
  { id: ONLY_FIRST, text: () => 'only in arm 1' },
  { id: ONLY_SECOND, text: (arm) => `only in arm ${arm}` },
  { id: OTHER, text: () => 'another state' },
  { id: SAME, text: () => 'the same' },
];

function ValueKey(props: {
  readonly difference: Difference;
  readonly pair: number;
  readonly scale: readonly string[];
}) {
  const { most, picture } = props.difference;
  const { layer, range } = picture;
  if (most === 0) return <p class="difference-key">The same everywhere in both.</p>;
  return (
    <p class="difference-key">
      <ScaleStrip
        layer={layer}
        range={range}
        scale={props.scale}
        low="more in arm 1"
        high={`more in arm ${props.pair + 1}`}
      />
      <span>at most {formatQuantity(most, layer.unit)} apart</span>
    </p>
  );
}

/** Where both are at the same moment; what was found last, while one of them is ahead. */
function useDifference(a: Picture | null, b: Picture | null): Difference | null {
  const last = useMemo<{ value: Difference | null }>(() => ({ value: null }), []);
  return useMemo(() => {
    const fits = a?.tick === b?.tick && a?.layer.name === b?.layer.name && a?.texels.length === b?.texels.length;
    if (a && b && fits) last.value = differenceOf(a, b);
    return last.value;
  }, [a, b]);
}

/** Few sites of many are not none. */
function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${(100 * share).toFixed(1)} %`;
}
