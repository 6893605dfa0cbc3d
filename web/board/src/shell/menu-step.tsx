import { DropdownMenu as Menu } from "radix-ui";

interface Props {
  label: string;
  detail?: string;
  /** Where it cannot be chosen: it stays within reach of the keyboard, so that the reason is read. */
  whyNot?: string;
  isDangerous?: boolean;
  onSelect?: () => void;
}

/** A step in a menu; what is in the way of it is said beneath. */
export function MenuStep({ label, detail, whyNot, isDangerous = false, onSelect }: Props) {
  const isBlocked = whyNot !== undefined;
  return (
    <Menu.Item
      aria-disabled={isBlocked || undefined} className={isDangerous && !isBlocked ? "danger" : undefined}
      onSelect={(event) => {
        if (isBlocked) event.preventDefault();
        else onSelect?.();
      }}
    >
      <span className="grow">
        {label}
        {whyNot && <span className="why">{whyNot}</span>}
      </span>
      {detail && <span className="muted">{detail}</span>}
    </Menu.Item>
  );
}
