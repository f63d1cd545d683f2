/** What unfolds on a press, and is built only while it is open: long lists would hold up the page. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface UnfoldProps {
  readonly class?: string;
  readonly summary: ComponentChildren;
  /** Open whatever the user did. */
  readonly open?: boolean;
  readonly children: () => ComponentChildren;
}

export function Unfold({ class: name, summary, open = false, children }: UnfoldProps) {
  const [isOpen, setOpen] = useState(open);
  return (
    <details class={name} open={open || undefined} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {(open || isOpen) && children()}
    </details>
  );
}

interface FoldProps extends Pick<UnfoldProps, 'open' | 'children'> {
  readonly title: string;
  /** Beside the title. */
  readonly note: ComponentChildren;
}

/** A part of a long list under its title. */
export function Fold({ title, note, ...rest }: FoldProps) {
  const summary = (
    <>
      <h3>{title}</h3>
      <span class="quiet">{note}</span>
    </>
  );
  return <Unfold class="group" summary={summary} {...rest} />;
}
