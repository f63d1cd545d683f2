/** A part of a long list under its title; what is in it is built only while it is open. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface FoldProps {
  readonly title: string;
  /** Beside the title. */
  readonly note: ComponentChildren;
  /** Open whatever the user did. */
  readonly open: boolean;
  readonly children: () => ComponentChildren;
}

export function Fold({ title, note, open, children }: FoldProps) {
  const [isOpen, setOpen] = useState(open);
  return (
    <details class="group" open={open || undefined} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h3>{title}</h3>
        <span class="quiet">{note}</span>
      </summary>
      {(open || isOpen) && children()}
    </details>
  );
}
