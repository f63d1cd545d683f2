/** Line icons on a 24-unit grid; they take the colour of the text around them. */

const PATHS = {
  pointer: 'M5 3l14 8-6.2 1.6L9.6 19z',
  brush:
    'M20.7 3.3a2 2 0 0 0-2.8 0L9.5 11.7l2.8 2.8 8.4-8.4a2 2 0 0 0 0-2.8zM8 13.2c-1.9 0-3.2 1.4-3.2 3.2 0 1.5-.9 2.3-2.3 2.6C3.700 20.600 5.600 21.200 7.200 21.200c2.600 0 4.200-1.800 4.200-4.200z',
  region:
    'M4 4h4v2H6v2H4zM10 4h4v2h-4zM16 4h4v4h-2V6h-2zM4 10h2v4H4zM18 10h2v4h-2zM4 16h2v2h2v2H4zM10 18h4v2h-4zM18 16h2v4h-4v-2h2z',
  ruler:
    'M15.600 2.800 21.200 8.400 8.400 21.200 2.800 15.600zM15.600 5.600l-1.500 1.500 1.800 1.800-1.100 1.100-1.800-1.800-1.500 1.500 2.600 2.600-1.100 1.100-2.600-2.600-1.500 1.500 1.800 1.800-1.100 1.100-1.800-1.800-1.800 1.800 2.400 2.400L18.400 8.400z',
  left: 'M3 4h18v16H3zM10 6v12h9V6z',
  right: 'M3 4h18v16H3zM5 6v12h9V6z',
  bottom: 'M3 4h18v16H3zM5 6v7h14V6z',
  sun: 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 1h2v3h-2zM11 20h2v3h-2zM1 11h3v2H1zM20 11h3v2h-3zM4.200 2.800l2.200 2.200-1.400 1.400-2.200-2.200zM19 17.600l2.200 2.200-1.400 1.400-2.200-2.200zM19.800 2.800l1.400 1.400-2.200 2.200-1.400-1.400zM5 17.600l1.400 1.400-2.200 2.200-1.400-1.400z',
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
