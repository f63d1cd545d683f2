/** Requests of the page while the worker is busy. */
import type { Request } from './protocol.ts';

/** Lets messages in; a timer of 0 ms would take 4, as browsers have it. */
export function breathe(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Of requests that only the last matters of, the last: a slider or a camera sends faster than a tick ends. */
export function latest(requests: readonly Request[]): Request[] {
  return requests.filter((request, i) => {
    const next = requests[i + 1];
    if (request.type === 'parameter') return next?.type !== 'parameter' || next.name !== request.name;
    if (request.type === 'seek') return next?.type !== 'seek';
    return (request.type !== 'window' && request.type !== 'hover') || next?.type !== request.type;
  });
}
