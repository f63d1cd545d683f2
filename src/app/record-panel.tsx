import { Dialogue } from './dialogue.tsx';

export function RecordPanel() {
  return <Dialogue title="Record a video">…</Dialogue>;
}
