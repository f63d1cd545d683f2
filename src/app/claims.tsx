import { useEffect, useState } from 'preact/hooks';
import type { ExperimentVerdict, LivingReview, ReviewRow } from '../index.ts';
import { loadScene } from './client.ts';
import { Dialogue } from './dialogue.tsx';
import { Source } from './source.tsx';
import { dialogue } from './store.ts';

/** Every statement about the biology by theme: what models it, which experiment tests it, what came out, and the scene to see it. */
export function Claims() {
  const review = useReview();
  return (
    <Dialogue title="Claims" wide>
      {typeof review === 'string' && <p class="quiet">{review}</p>}
      {review !== null && typeof review !== 'string' && <Sections review={review} />}
    </Dialogue>
  );
}

/** The kept review, null while it is fetched, or why there is none. */
function useReview(): LivingReview | string | null {
  const [review, setReview] = useState<LivingReview | string | null>(null);
  useEffect(() => {
    fetchReview().then(setReview, () =>
      setReview('No verdicts are kept here; make them with npx nidus validate --save.'),
    );
  }, []);
  return review;
}

async function fetchReview(): Promise<LivingReview> {
  const answer = await fetch(new URL('scenes/review/verdicts.json', document.baseURI));
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()) as LivingReview;
}

function Sections({ review }: { readonly review: LivingReview }) {
  const passed = review.experiments.filter(({ verdict }) => verdict === 'pass').length;
  return (
    <>
      <p class="quiet">
        {review.title}: {review.sections.reduce((sum, { rows }) => sum + rows.length, 0)} statements. {passed} of{' '}
        {review.experiments.length} experiments come out as published; <code>npx nidus validate</code> runs them.
      </p>
      {review.sections.map(({ title, rows }) => (
        <section class="claims">
          <h3>{title}</h3>
          {rows.map((row) => (
            <Claim row={row} experiments={review.experiments.filter(({ id }) => row.experiments.includes(id))} />
          ))}
        </section>
      ))}
    </>
  );
}

function Claim({ row, experiments }: { readonly row: ReviewRow; readonly experiments: readonly ExperimentVerdict[] }) {
  return (
    <details class="claim">
      <summary>
        <span class="claim-id">{row.id}</span>
        <span>{row.states}</span>
        <Verdict verdict={row.verdict} />
      </summary>
      <p class="quiet">
        {row.equations.length === 0
          ? 'No equation of its own: it emerges.'
          : `Modelled by ${row.equations.join(', ')}.`}
      </p>
      {experiments.map((experiment) => (
        <Experiment experiment={experiment} />
      ))}
    </details>
  );
}

function Experiment({ experiment }: { readonly experiment: ExperimentVerdict }) {
  const { id, file, title, claim, protocol, source, outcomes } = experiment;
  return (
    <article class="experiment">
      <header>
        <h4>
          {id} {title}
        </h4>
        <button type="button" class="plain" title={`Load the scene of ${id} and run it`} onClick={() => show(file)}>
          Load scene
        </button>
      </header>
      <p>{claim}</p>
      <p class="quiet">{protocol}</p>
      <Source text={source} />
      <table>
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Expected</th>
            <th scope="col">Observed</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {outcomes.map(({ about, expected, observed, verdict }) => (
            <tr>
              <td>{about}</td>
              <td>{expected}</td>
              <td>{observed}</td>
              <td>
                <Verdict verdict={verdict} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  );
}

const VERDICTS = { pass: '✓ pass', fail: '✗ fail' } as const;

function Verdict({ verdict }: { readonly verdict: 'pass' | 'fail' | null }) {
  return (
    <span class={`verdict verdict-${verdict ?? 'none'}`}>{verdict === null ? 'not tested' : VERDICTS[verdict]}</span>
  );
}

function show(file: string): void {
  dialogue.value = 'none';
  loadScene(`scenes/experiments/${file}`);
}
