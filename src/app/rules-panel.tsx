/** The dialogue of conditional rules: stop and give by how many cells there are. */
import { useState } from 'preact/hooks';
import type { DosingRule } from '../model/session.ts';
import { readable } from '../render/legend.ts';
import { IconButton } from './button.tsx';
import { edit } from './client.ts';
import { Dialogue } from './dialogue.tsx';
import { dialogue, doses, info, log } from './store.ts';

export function RulesPanel() {
  const [rules, setRules] = useState<readonly DosingRule[]>(log.value?.rules ?? []);
  const fields = doses.value.filter(({ of, given }) => of === 'field' && given).map(({ name }) => name);
  const states = info.value?.states ?? [];
  const kinds = [...new Set(states.map(({ kind }) => kind))];
  const who = [...kinds, ...states.map(({ label }) => label)];
  const first = { field: fields[0] ?? '', of: [kinds[0] ?? ''], than: 'set' as const };
  const set = (index: number, part: Partial<DosingRule>) =>
    setRules(rules.map((rule, i) => (i === index ? { ...rule, ...part } : rule)));
  return (
    <Dialogue title="Conditional rules" wide>
      <p class="quiet">
        After every tick the cells are counted. A rule that holds stops a drug, or gives it again as planned; of several
        the last decides. Adaptive therapy is two of them.
      </p>
      {rules.map((rule, i) => (
        <div class="rule" key={i}>
          <span>When</span>
          <Choice
            label={`Cells of rule ${i + 1}`}
            value={rule.of[0]!}
            all={who}
            onChange={(of) => set(i, { of: [of] })}
          />
          <Choice
            label={`Comparison of rule ${i + 1}`}
            value={rule.is}
            all={['below', 'above']}
            onChange={(is) => set(i, { is: is as DosingRule['is'] })}
          />
          <input
            type="number"
            min={0}
            max={100_000}
            aria-label={`Percent of rule ${i + 1}`}
            value={Math.round(1e4 * rule.share) / 100}
            onInput={(event) => set(i, { share: Number(event.currentTarget.value) / 100 })}
          />
          <span>% of</span>
          <Choice
            label={`Reference of rule ${i + 1}`}
            value={rule.than}
            all={['set', 'start']}
            text={(than) => (than === 'set' ? 'the count now' : 'the count at time 0')}
            onChange={(than) => set(i, { than: than as DosingRule['than'] })}
          />
          <Choice
            label={`Deed of rule ${i + 1}`}
            value={rule.do}
            all={['stop', 'give']}
            onChange={(deed) => set(i, { do: deed as DosingRule['do'] })}
          />
          <Choice
            label={`Drug of rule ${i + 1}`}
            value={rule.field}
            all={fields}
            onChange={(field) => set(i, { field })}
          />
          <IconButton
            icon="close"
            label={`Remove rule ${i + 1}`}
            onPress={() => setRules(rules.filter((_, k) => k !== i))}
          />
        </div>
      ))}
      <div class="share-group">
        <button
          type="button"
          class="plain"
          disabled={fields.length === 0}
          onClick={() => setRules([...rules, { ...first, is: 'below', share: 0.5, do: 'stop' }])}
        >
          Add a rule
        </button>
        <button
          type="button"
          class="plain"
          disabled={fields.length === 0}
          onClick={() =>
            setRules([
              { ...first, is: 'below' as const, share: 0.5, do: 'stop' as const },
              { ...first, is: 'above' as const, share: 1, do: 'give' as const },
            ])
          }
        >
          Adaptive: stop below 50 %, give above 100 %
        </button>
      </div>
      <div class="dialogue-actions">
        <button
          type="button"
          class="primary"
          onClick={() => {
            edit({ what: 'rules', rules: rules.map((rule) => ({ ...rule, of: [...rule.of] })) });
            dialogue.value = 'none';
          }}
        >
          Set rules
        </button>
      </div>
    </Dialogue>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly all: readonly string[];
  readonly text?: (value: string) => string;
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, all, text = readable, onChange }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {all.map((one) => (
        <option value={one}>{text(one)}</option>
      ))}
    </select>
  );
}
