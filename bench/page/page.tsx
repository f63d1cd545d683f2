import { Bars } from './bars.tsx';
import { CasesTable } from './cases-table.tsx';
import { Compare, DropVeil } from './compare.tsx';
import { Controls } from './controls.tsx';
import { Facts } from './facts.tsx';
import { message, report } from './state.ts';

/** Everything, from top to bottom. */
export function BenchPage() {
  return (
    <div class="bench">
      <header class="header">
        <div class="brand">
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <rect x="2" y="2" width="9" height="9" rx="2.4" class="brand-a" />
            <rect x="13" y="2" width="9" height="9" rx="2.4" class="brand-b" />
            <rect x="2" y="13" width="9" height="9" rx="2.4" class="brand-b" />
            <circle cx="17.5" cy="17.5" r="3.6" class="brand-c" />
          </svg>
          <h1>Nidus benchmark</h1>
        </div>
        <a class="header-end" href="./">
          Explorer
        </a>
      </header>
      <main class="bench-main">
        <Controls />
        <Message />
        {report.value !== null && (
          <>
            <Facts report={report.value} />
            <Bars report={report.value} />
            <CasesTable report={report.value} />
          </>
        )}
        <Compare />
      </main>
      <DropVeil />
    </div>
  );
}

function Message() {
  const { value } = message;
  return (
    <p class={value?.kind === 'error' ? 'message bad' : 'message'} role="status" hidden={value === null}>
      {value?.text}
    </p>
  );
}
