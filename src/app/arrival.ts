/** A session that was loaded comes to the page together with its first picture, which is drawn while the panels are made. */
import { batch } from '@preact/signals';
import type { Reply } from './protocol.ts';

/** When the page shows a session all the same. */
const FIRST_PICTURE_MS = 300;

/** @param take shows a reply @returns takes the worker's replies in their order */
export function createArrival(take: (reply: Reply) => void): (reply: Reply) => void {
  let waiting: Reply[] = [];

  function show(replies: readonly Reply[]): void {
    batch(() => {
      for (const reply of replies) take(reply);
    });
  }

  function showAll(): void {
    const replies = waiting;
    waiting = [];
    show(replies);
  }

  return (reply) => {
    if (waiting.length === 0 && (reply.type !== 'loaded' || document.hidden)) return show([reply]);
    if (waiting.length === 0) setTimeout(showAll, FIRST_PICTURE_MS);
    waiting.push(reply);
    if (reply.type === 'frame' || reply.type === 'failed') showAll();
  };
}
