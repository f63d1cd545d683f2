import { computed } from '@preact/signals';
import { info, log, panelFrame } from './store.ts';

/** The time that the timeline ends at [h]: the scene's end, or later when the run has gone beyond it. */
export const horizon = computed(() => {
  const session = info.value;
  if (session === null) return 1;
  const reached = Math.max(log.value?.reached ?? 0, panelFrame.value?.picture.tick ?? 0) * session.tick;
  return reached <= session.until ? session.until : Math.ceil(reached / 24) * 24;
});
