/** Colours of the canvas that follow the page's theme, which follows the system's. */
import { signal } from '@preact/signals';
import { parseColour, type Rgb } from '../render/palette.ts';

/** Changes when the theme does. */
export const themeVersion = signal(0);

let cached: { readonly ground: Rgb; readonly outside: Rgb; readonly mark: Rgb } | null = null;

matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => {
  cached = null;
  themeVersion.value++;
});

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
