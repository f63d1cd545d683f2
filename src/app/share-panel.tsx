/** The dialogue for keeping, sharing and exporting. */
import { useRef, useState } from 'preact/hooks';
import { exportFile } from './client.ts';
import { Dialogue } from './dialogue.tsx';
import { download } from './download.ts';
import { INTERFACES, type Interface } from './interface.ts';
import {
  baseName,
  debugInfo,
  embedSnippet,
  openFile,
  saveCounts,
  saveFile,
  saveScreenshot,
  sessionLink,
} from './share.ts';
import { dialogue, log } from './store.ts';

const SHOWS: Readonly<Record<Interface, string>> = {
  full: 'everything',
  basic: 'tissue and time',
  none: 'tissue only',
};

export function SharePanel() {
  const [said, setSaid] = useState('');
  const [text, setText] = useState('');
  const [shown, setShown] = useState<Interface>('basic');
  const input = useRef<HTMLInputElement>(null);
  const act = (deed: () => Promise<string> | Promise<void> | string | void, done = '') => {
    void Promise.resolve()
      .then(deed)
      .then(
        (answer) => setSaid(answer ?? done),
        (error: unknown) => setSaid(error instanceof Error ? error.message : String(error)),
      );
  };
  const copied = (what: string, make: () => Promise<string>) => async () => {
    const made = await make();
    setText(made);
    await navigator.clipboard?.writeText(made).catch(() => {}); // it can be copied by hand
    return `${what} copied: ${made.length} characters.`;
  };
  const edits = log.value?.applied ?? 0;
  return (
    <Dialogue title="Keep and share">
      <p class="quiet">
        A link or a file carries the scene, the seed, {edits === 0 ? 'your changes' : `your ${edits} changes`}, the time
        and what you look at. Whoever opens it gets the very same state; so does <code>nidus run</code> with the file.
      </p>
      <section class="share-group" aria-label="Session">
        <button type="button" class="primary" onClick={() => act(copied('Link', () => sessionLink()))}>
          Copy link
        </button>
        <button type="button" class="plain" onClick={() => act(saveFile, 'Session saved.')}>
          Save session
        </button>
        <button type="button" class="plain" onClick={() => input.current?.click()}>
          Open session…
        </button>
        <input
          ref={input}
          class="unseen"
          type="file"
          accept=".json,application/json"
          aria-label="Session file"
          tabIndex={-1}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file === undefined) return;
            act(async () => {
              await openFile(file);
              dialogue.value = 'none';
              return '';
            });
          }}
        />
      </section>
      <h4>This moment</h4>
      <section class="share-group" aria-label="This moment">
        <button type="button" class="plain" onClick={() => act(saveScreenshot, 'Picture saved.')}>
          Picture
        </button>
        <button type="button" class="plain" onClick={() => act(() => saveTable('cells'))}>
          Cells (CSV)
        </button>
        <button type="button" class="plain" onClick={() => act(() => saveTable('fields'))}>
          Fields (CSV)
        </button>
        <button type="button" class="plain" onClick={() => act(saveCounts, 'Counts saved.')}>
          Counts (CSV)
        </button>
      </section>
      <h4>Elsewhere</h4>
      <section class="share-group" aria-label="Elsewhere">
        <select
          aria-label="What an embedded page shows"
          value={shown}
          onChange={(event) => setShown(event.currentTarget.value as Interface)}
        >
          {INTERFACES.map((name) => (
            <option value={name}>{SHOWS[name]}</option>
          ))}
        </select>
        <button type="button" class="plain" onClick={() => act(copied('Snippet', () => embedSnippet(shown)))}>
          Copy embed snippet
        </button>
        <button type="button" class="plain" onClick={() => act(copied('Debug info', debugInfo))}>
          Copy debug info
        </button>
      </section>
      {text !== '' && (
        <textarea
          class="share-text"
          aria-label="What was copied"
          rows={3}
          readOnly
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
      <p class="quiet" role="status">
        {said}
      </p>
    </Dialogue>
  );
}

async function saveTable(what: 'cells' | 'fields'): Promise<string> {
  download(await exportFile(what), `${baseName()}.${what}.csv`);
  return what === 'cells' ? 'Cells saved.' : 'Fields saved.';
}
