/** Edits in words, for marks on the timeline and buttons. */
import type { Edit } from '../model/session.ts';
import { formatNumber } from '../render/format.ts';
import { readable } from '../render/legend.ts';

/** What an edit did. */
export function entryText(edit: Edit): string {
  switch (edit.what) {
    case 'parameter':
      return `${edit.name} set to ${formatNumber(edit.value)}`;
    case 'dosing':
      return 'schedule changed';
    case 'rules':
      return edit.rules.length === 0 ? 'conditional rules removed' : 'conditional rules set';
    case 'model':
      return `equation changed: ${Object.keys(edit.equations).join(', ')}`;
    case 'brush':
      return brushText(edit.edit);
  }
}

function brushText(edit: Extract<Edit, { what: 'brush' }>['edit']): string {
  if (edit.put === 'cell') return `painted ${readable(edit.state)}`;
  if (edit.put === 'nothing') return `removed ${edit.of === 'all' ? 'all cells' : readable(edit.of)}`;
  if (edit.put === 'matrix') return `painted ${readable(edit.variable)}`;
  if (edit.put === 'field') return `painted ${readable(edit.field)}`;
  return edit.value === null
    ? `removed a source of ${readable(edit.field)}`
    : `put a source of ${readable(edit.field)}`;
}
