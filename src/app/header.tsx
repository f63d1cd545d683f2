import { IconButton } from './button.tsx';
import { choosing } from './compare.tsx';
import { Icon } from './icons.tsx';
import { fold } from './keys-tools.ts';
import { dialogue, info, loading } from './store.ts';
import { toggleTheme } from './theme.ts';

/** Name, scene, and what concerns the page as a whole. */
export function Header() {
  const title = info.value?.title ?? (loading.value ? 'Loading…' : 'Choose a scene');
  return (
    <header class="header">
      <div class="brand">
        <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
          <rect x="2" y="2" width="9" height="9" rx="2.4" class="brand-a" />
          <rect x="13" y="2" width="9" height="9" rx="2.4" class="brand-b" />
          <rect x="2" y="13" width="9" height="9" rx="2.4" class="brand-b" />
          <circle cx="17.5" cy="17.5" r="3.6" class="brand-c" />
        </svg>
        <h1>Nidus</h1>
      </div>
      <button
        type="button"
        class="scene-button"
        title="Choose a scene"
        aria-label={`Scene: ${title}. Choose another`}
        onClick={() => {
          dialogue.value = 'scenes';
        }}
      >
        <span>{title}</span>
        <Icon name="down" />
      </button>
      <div class="header-end">
        <IconButton
          icon="compare"
          label="Compare treatments from here"
          disabled={info.value === null}
          onPress={() => {
            choosing.value = true;
          }}
        />
        <IconButton
          icon="share"
          label="Keep and share"
          disabled={info.value === null}
          onPress={() => {
            dialogue.value = 'share';
          }}
        />
        <button
          type="button"
          class="record-button"
          aria-label="Claims"
          title="What is known about these cells, and what comes out here"
          disabled={info.value === null}
          onClick={() => {
            dialogue.value = 'claims';
          }}
        >
          <Icon name="claims" />
          <span>Claims</span>
        </button>
        <button
          type="button"
          class="record-button"
          aria-label="Record"
          title="Record a video of this scene"
          disabled={info.value === null}
          onClick={() => {
            dialogue.value = 'record';
          }}
        >
          <Icon name="record" />
          <span>Record</span>
        </button>
        <div class="fold-buttons">
          <IconButton icon="left" label="Fold the left panel" shortcut="," onPress={() => fold('left')} />
          <IconButton icon="bottom" label="Fold time and treatment" shortcut="T" onPress={() => fold('bottom')} />
          <IconButton icon="right" label="Fold the right panel" shortcut="." onPress={() => fold('right')} />
        </div>
        <IconButton icon="sun" label="Light or dark" onPress={toggleTheme} />
        <IconButton
          icon="help"
          label="Help"
          shortcut="?"
          onPress={() => {
            dialogue.value = 'help';
          }}
        />
      </div>
    </header>
  );
}
