import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { IconButton } from './button.tsx';
import { dialogue } from './store.ts';

interface DialogueProps {
  readonly title: string;
  /** For tables. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
  /** Called however it is closed; default: closes it. */
  readonly onClose?: () => void;
}

/** A modal dialogue; Escape and a click beside it close it. */
export function Dialogue({ title, wide = false, children, onClose = close }: DialogueProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => element.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the dialogue itself closes on Escape
    <dialog
      ref={element}
      class={wide ? 'dialogue wide' : 'dialogue'}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === element.current && element.current?.close()}
    >
      <div class="dialogue-body">
        <header class="panel-head">
          <h2>{title}</h2>
          <IconButton icon="close" label="Close" onPress={() => element.current?.close()} />
        </header>
        {children}
      </div>
    </dialog>
  );
}

function close(): void {
  dialogue.value = 'none';
}
