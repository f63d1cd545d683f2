/** Colours of the canvas that follow the page's theme: the system's unless the user has chosen another. */
import { signal } from '@preact/signals';
import { parseColour, type Rgb } from '../render/palette.ts';

/** Changes when the theme does. */
export const themeVersion = signal(0);

let cached: { readonly ground: Rgb; readonly outside: Rgb; readonly mark: Rgb } | null = null;

const system = matchMedia('(prefers-color-scheme: light)');
system.addEventListener('change', changed);

function changed(): void {
  cached = null;
  themeVersion.value++;
}

/** Light where it is dark, and the other way round, whatever the system has. */
export function toggleTheme(): void {
  const root = document.documentElement;
  const isLight = (root.dataset.theme ?? (system.matches ? 'light' : 'dark')) === 'light';
  root.dataset.theme = isLight ? 'dark' : 'light';
  changed();
}

/** Colours for `View.draw`, from the style sheet. */
export function themeColours(): { readonly ground: Rgb; readonly outside: Rgb; readonly mark: Rgb } {
  cached ??= { ground: styleColour('--ground'), outside: styleColour('--outside'), mark: styleColour('--mark') };
  return cached;
}

/** The text of a custom property of the page, e.g. a colour for a chart. */
export function styleValue(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function styleColour(name: string): Rgb {
  return parseColour(styleValue(name));
}
