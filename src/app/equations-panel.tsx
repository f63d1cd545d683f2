/** The equations of the model, rule by rule: read, switched off, edited. */
import { computed, signal } from '@preact/signals';
import { readable } from '../render/legend.ts';
import { edit } from './client.ts';
import { EquationEditor } from './equation-editor.tsx';
import { Fold } from './fold.tsx';
import { editedEquation as editing, wantedEquation as wanted } from './model-open.ts';
import { type Rule, rulesOf } from './rules.ts';
import { info, log } from './store.ts';

const onlyChanged = signal(false);
/** The log is told often, its equations change seldom. */
const told = computed(() => JSON.stringify(log.value?.equations ?? {}));
/** Equations other than the file's, by path. */
const changedEquations = computed((): Readonly<Record<string, string>> => {
  const entries: [string, string | null][] = Object.entries(JSON.parse(told.value));
  return Object.fromEntries(entries.filter((pair): pair is [string, string] => pair[1] !== null));
});

export function EquationsPanel() {
  const changed = changedEquations.value;
  const words = wanted.value.toLowerCase();
  const isSearch = words !== '' || onlyChanged.value;
  const found = rulesOf(info.value?.equations ?? []).filter(({ path, title, equations }) => {
    const text = `${path} ${title} ${equations.map((one) => one.text).join(' ')}`.toLowerCase();
    return text.includes(words) && (!onlyChanged.value || equations.some((one) => one.path in changed));
  });
  const sections = [...new Set(found.map(({ section }) => section))];
  return (
    <div class="equations">
      <input
        type="search"
        class="find"
        placeholder="Find a rule, a name, a number"
        aria-label="Find an equation"
        title="By rule, name or number"
        value={wanted.value}
        onInput={(event) => {
          wanted.value = event.currentTarget.value;
        }}
      />
      <div class="model-actions">
        <label class="check" title="Show only equations other than the model's file">
          <input
            type="checkbox"
            checked={onlyChanged.value}
            onChange={() => {
              onlyChanged.value = !onlyChanged.value;
            }}
          />
          changed ({Object.keys(changed).length})
        </label>
        <button
          type="button"
          class="link"
          title="Every equation as the file has it"
          disabled={Object.keys(changed).length === 0}
          onClick={() => set(Object.keys(changed), null)}
        >
          Reset all
        </button>
      </div>
      {sections.map((section) => {
        const rules = found.filter((rule) => rule.section === section);
        return (
          <Fold key={section} title={readable(section)} note={`${rules.length} rules`} open={isSearch}>
            {() => rules.map((rule) => <RuleCard key={rule.path} rule={rule} changed={changed} />)}
          </Fold>
        );
      })}
      {found.length === 0 && <p class="quiet">No equation matches.</p>}
    </div>
  );
}

interface RuleCardProps {
  readonly rule: Rule;
  readonly changed: Readonly<Record<string, string>>;
}

function RuleCard({ rule, changed }: RuleCardProps) {
  const paths = rule.equations.map(({ path }) => path);
  const isOff = paths.every((path) => changed[path] === '0');
  return (
    <div class={isOff ? 'rule off' : 'rule'}>
      <div class="rule-head">
        <span>{rule.title}</span>
        {rule.canBeOff && (
          <button
            type="button"
            role="switch"
            class="switch small"
            aria-checked={!isOff}
            aria-label={`Rule ${rule.title}`}
            title={isOff ? 'Switch this rule on again' : 'Switch this rule off'}
            onClick={() => set(paths, isOff ? null : '0')}
          >
            <span class="switch-knob" />
          </button>
        )}
      </div>
      {rule.equations.map(({ path, text, state }) => (
        <div key={path}>
          {state !== '' && <span class="minor">{state}</span>}
          {editing.value === path ? (
            <EquationEditor
              path={path}
              original={text}
              current={changed[path] ?? text}
              apply={(next) => {
                set([path], next === text ? null : next);
                editing.value = null;
              }}
              close={() => {
                editing.value = null;
              }}
            />
          ) : (
            <button
              type="button"
              class={path in changed ? 'equation changed' : 'equation'}
              title="Edit this equation"
              onClick={() => {
                editing.value = path;
              }}
            >
              {changed[path] ?? text}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}

function set(paths: readonly string[], text: string | null): void {
  edit({ what: 'model', equations: Object.fromEntries(paths.map((path) => [path, text])) });
}
