/** Line icons on a 24-unit grid; they take the colour of the text around them. */

const PATHS = {
  play: 'M8 5v14l11-7z',
  pause: 'M7 5h3.5v14H7zM13.5 5H17v14h-3.5z',
  step: 'M6 5v14l9-7zM16.5 5H19v14h-2.5z',
  restart: 'M12 5V1.8L6.8 6.5 12 11.2V7.6a5.7 5.7 0 1 1-5.7 5.7H3.7A8.3 8.3 0 1 0 12 5z',
  plus: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z',
  minus: 'M5 11h14v2H5z',
  fit: 'M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z',
  close: 'M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6 10.6 12 5 6.4z',
  record: 'M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z',
  claims: 'M9 3h6v2h4v16H5V5h4zm-2 4v12h10V7h-2v2H9V7zm3.8 9.4L8 13.6l1.3-1.3 1.5 1.5 3.9-3.9 1.3 1.3z',
  picture: 'M4 5h16v14H4zM6 7v7.6l3.5-3.5 3 3L16 10.6l2 2V7zM6 17h12v-1.6l-2-2-3.5 3.5-3-3L6 17z',
  down: 'M5.4 9 12 15.6 18.6 9 17.2 7.6 12 12.8 6.8 7.6z',
  warning: 'M12 3 1.8 20.5h20.4zm0 4 6.7 11.5H5.3zM11 10.5h2v4.5h-2zM11 16h2v1.7h-2z',
  help: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14zm-1 10.4h2v2h-2zM12 6.8c-2 0-3.4 1.2-3.5 3h2c.1-.8.7-1.2 1.5-1.2s1.5.5 1.5 1.2c0 .7-.4 1-1.2 1.6-.9.6-1.4 1.2-1.3 2.5h2c0-.8.3-1.1 1.1-1.7.8-.6 1.4-1.3 1.4-2.4 0-1.8-1.4-3-3.5-3z',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration: the control around it carries the name. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
