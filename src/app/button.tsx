import { Icon, type IconName } from './icons.tsx';

interface IconButtonProps {
  readonly icon: IconName;
  /** Accessible name and tooltip. */
  readonly label: string;
  /** Key that does the same, shown in the tooltip. */
  readonly shortcut?: string;
  readonly onPress: () => void;
  readonly emphasis?: boolean;
  readonly disabled?: boolean;
}

/** A square button with an icon, a name and a tooltip. */
export function IconButton({ icon, label, shortcut, onPress, emphasis = false, disabled = false }: IconButtonProps) {
  return (
    <button
      type="button"
      class={emphasis ? 'icon-button emphasis' : 'icon-button'}
      aria-label={label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      aria-keyshortcuts={shortcut}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}
