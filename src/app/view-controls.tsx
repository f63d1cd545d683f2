/** Named views: take one, name what is shown now, forget it. */
import { useState } from 'preact/hooks';
import { IconButton } from './button.tsx';
import { forgetView, keepView, ownViewsNow, takeView, viewsNow } from './views.ts';

export function ViewControls() {
  const [naming, setNaming] = useState<string | null>(null);
  const views = viewsNow();
  const own = new Set(ownViewsNow().map(({ name }) => name));
  const keep = () => {
    if (naming !== null && naming.trim() !== '') keepView(naming.trim());
    setNaming(null);
  };
  return (
    <div class="views">
      <div class="views-head">
        <h3 class="minor">Views</h3>
        <IconButton icon="plus" label="Name what is shown now" onPress={() => setNaming('')} />
      </div>
      {naming !== null && (
        <input
          type="text"
          class="wide"
          aria-label="Name of this view"
          title="Enter keeps it in this browser"
          placeholder="Name, then Enter"
          ref={(input) => input?.focus()}
          value={naming}
          maxLength={60}
          onInput={(event) => setNaming(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') keep();
            if (event.key === 'Escape') setNaming(null);
          }}
          onBlur={keep}
        />
      )}
      {views.length > 0 && (
        <ul class="chips">
          {views.map((view) => (
            <li class="view">
              <button type="button" class="chip" title={`Show ${view.layer} this way`} onClick={() => takeView(view)}>
                {view.name}
              </button>
              {own.has(view.name) && (
                <button
                  type="button"
                  class="forget"
                  aria-label={`Forget the view ${view.name}`}
                  title="Forget this view"
                  onClick={() => forgetView(view.name)}
                >
                  ×
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
