import { type BenchReport, type CaseResult, caseKey, type EarlierReport, speedUp } from '../report.ts';
import { axisEnd, figure, ratio } from './figures.ts';
import { chosenSide, earlier, shownSide, sidesDone } from './state.ts';

/** Percent of copy of every case at one size; of the earlier run below it, where there is one. */
export function Bars({ report }: { readonly report: BenchReport }) {
  const side = shownSide.value;
  const before = earlier.value?.report ?? null;
  const cases = report.cases.filter(({ name, width }) => width === side && !name.startsWith('copy-'));
  if (side === null || cases.length === 0) return null;
  const percents = cases.flatMap((one) => [one.percent_of_copy, earlierCase(one, before)?.percent_of_copy ?? null]);
  const end = axisEnd(Math.max(1, ...percents.map((percent) => percent ?? 0)));
  return (
    <section class="card" aria-label="Bars">
      <div class="card-head">
        <h2>
          Percent of copy, {side} × {side} sites
        </h2>
        {sidesDone.value.length > 1 && (
          <fieldset class="segments" aria-label="Size shown">
            {sidesDone.value.map((one) => (
              <button
                type="button"
                key={one}
                aria-pressed={one === side}
                onClick={() => {
                  chosenSide.value = one;
                }}
              >
                {one}
              </button>
            ))}
          </fieldset>
        )}
      </div>
      {before !== null && (
        <p class="legend quiet">
          <span class="swatch now" /> now <span class="swatch before" /> {earlier.value?.name}; the last number is how
          many times as fast it is now
        </p>
      )}
      <ul class="bars">
        {cases.map((one) => (
          <Bar key={one.name} now={one} before={before} end={end} />
        ))}
        <li class="axis quiet figure" aria-hidden="true">
          <span>0</span>
          <span>{figure(end / 2)} %</span>
          <span>{figure(end)} %</span>
        </li>
      </ul>
    </section>
  );
}

interface BarProps {
  readonly now: CaseResult;
  readonly before: EarlierReport | null;
  readonly end: number;
}

function Bar({ now, before, end }: BarProps) {
  const then = earlierCase(now, before)?.percent_of_copy ?? null;
  const faster = before === null ? null : speedUp(now, before);
  return (
    <li class="bar">
      <span class="bar-name">{now.name}</span>
      {now.passed ? (
        <span class="bar-track">
          <span class="bar-now" style={{ width: width(now.percent_of_copy, end) }} />
          {then !== null && <span class="bar-before" style={{ width: width(then, end) }} />}
        </span>
      ) : (
        <span class="bad">wrong result, no figures: differs from {now.check}</span>
      )}
      <span class="bar-value figure">
        {now.passed && `${figure(now.percent_of_copy)} %`}
        {then !== null && <span class="quiet"> / {figure(then)} %</span>}
      </span>
      {before !== null && (
        <span class={`bar-ratio figure ${trend(faster)}`}>{faster === null ? 'not in it' : ratio(faster)}</span>
      )}
    </li>
  );
}

function earlierCase(now: CaseResult, before: EarlierReport | null) {
  return before?.cases.find((one) => caseKey(one) === caseKey(now)) ?? null;
}

function width(percent: number | null, end: number): string {
  return `${Math.max(0.3, (100 * (percent ?? 0)) / end)}%`;
}

/** Differences of a few percent are noise. */
export function trend(faster: number | null): 'better' | 'worse' | 'same' {
  if (faster === null || (faster > 0.95 && faster < 1.05)) return 'same';
  return faster > 1 ? 'better' : 'worse';
}
