import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { dialogue, tell } from './store.ts';

/** A dialogue whose code is fetched when it is opened: the first picture need not wait for it. */
export function Later({ load }: { readonly load: () => Promise<ComponentType> }) {
  const [found, setFound] = useState<{ readonly Part: ComponentType } | null>(null);
  useEffect(() => {
    setFound(null);
    load().then(
      (Part) => setFound({ Part }),
      () => {
        dialogue.value = 'none';
        tell('error', 'This part of the page cannot be fetched; is the server running?');
      },
    );
  }, [load]);
  return found === null ? null : <found.Part />;
}
