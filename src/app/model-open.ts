/** What of the model is open, so that other panels can lead there. */
import { signal } from '@preact/signals';
import { openTab } from './store.ts';

/** Which half of the model is shown. */
export const modelPart = signal<'parameters' | 'equations'>('parameters');
/** What equations are looked for by. */
export const wantedEquation = signal('');
/** Path of the equation that is being edited. */
export const editedEquation = signal<string | null>(null);

/** Shows an equation of the model, ready to be edited. */
export function openEquation(path: string): void {
  modelPart.value = 'equations';
  wantedEquation.value = path;
  editedEquation.value = path;
  openTab('model');
}
