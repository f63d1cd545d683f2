import { IconButton } from './button.tsx';
import { dismiss, notices } from './store.ts';

/** What went wrong, or was done, in plain words; stays until dismissed. */
export function Notices() {
  return (
    <div class="notices" aria-live="polite">
      {notices.value.map((notice) => (
        <div class={`notice ${notice.kind}`} role={notice.kind === 'error' ? 'alert' : 'status'} key={notice.text}>
          <p>{notice.text}</p>
          {notice.actions.map(({ label, run }) => (
            <button
              type="button"
              class="plain notice-action"
              onClick={() => {
                dismiss(notice);
                run();
              }}
            >
              {label}
            </button>
          ))}
          <IconButton icon="close" label="Dismiss" onPress={() => dismiss(notice)} />
        </div>
      ))}
    </div>
  );
}
