/** How much of the page is shown: an embedded one may show less. */
import { suggest } from '../model/error.ts';
import { tell } from './store.ts';

/** `basic`: the tissue and time; `none`: the tissue only. */
export const INTERFACES = ['full', 'basic', 'none'] as const;

export type Interface = (typeof INTERFACES)[number];

/** What the address asks for, `?ui=basic`; tells the user when there is nothing of that name. */
function wantedInterface(): Interface {
  const wanted = new URLSearchParams(location.search).get('ui') ?? 'full';
  const found = INTERFACES.find((name) => name === wanted);
  if (found === undefined) tell('error', `There is no ui ${wanted}${suggest(wanted, INTERFACES)}. Showing everything.`);
  return found ?? 'full';
}

/** What this page shows. */
export const INTERFACE = wantedInterface();
