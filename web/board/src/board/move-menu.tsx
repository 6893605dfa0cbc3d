import type { Order } from "@freightwire/client";
import { EllipsisVertical } from "lucide-react";
import { DropdownMenu as Menu } from "radix-ui";
import { useState } from "react";
import { useTexts } from "../i18n/index.js";
import type { Transition } from "../order/transitions.js";
import { MenuStep } from "../shell/menu-step.js";
import { reasonsOf, type Destination } from "./moving.js";

export interface MoveMenuProps {
  order: Order;
  isOpen: boolean;
  /** Null while the service is being asked. */
  destinations: Destination[] | null;
  open: (order: Order) => void;
  close: () => void;
  take: (order: Order, steps: Transition[]) => void;
  whyNot: (destination: Destination | undefined) => string;
}

/** Moves a card without dragging it: where it can go, and what is in the way elsewhere. */
export function MoveMenu({ order, isOpen, destinations, open, close, take, whyNot }: MoveMenuProps) {
  const { t } = useTexts();
  // A menu is made when it is opened for the first time: there may be hundreds of cards.
  const [isMade, setIsMade] = useState(false);
  const button = (
    <button
      className="button quiet icon small card-move" aria-label={`${t("board.move")}: ${order.number}`} aria-haspopup="menu"
      onClick={(event) => {
        event.stopPropagation();
        if (!isMade && !isOpen) open(order);
      }}
    >
      <EllipsisVertical aria-hidden />
    </button>
  );
  if (isOpen && !isMade) setIsMade(true);
  if (!isMade) return button;
  return (
    <Menu.Root modal={false} open={isOpen} onOpenChange={(wanted) => { if (wanted) open(order); else close(); }}>
      <Menu.Trigger asChild>{button}</Menu.Trigger>
      {/* A click beside the menu closes it, and opens no order. */}
      {isOpen && <div className="shield" aria-hidden onClick={(event) => { event.stopPropagation(); }} />}
      <Menu.Portal>
        <Menu.Content className="menu move-menu" align="end" sideOffset={4} collisionPadding={8} onClick={(event) => { event.stopPropagation(); }}>
          <div className="heading">{t("board.moveTo", { number: order.number })}</div>
          {destinations === null && <Menu.Item className="muted" onSelect={(event) => { event.preventDefault(); }}>{t("board.asking")}</Menu.Item>}
          {destinations && <Destinations destinations={destinations} take={(steps) => { close(); take(order, steps); }} whyNot={whyNot} />}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface DestinationsProps {
  destinations: Destination[];
  take: (steps: Transition[]) => void;
  whyNot: MoveMenuProps["whyNot"];
}

function Destinations({ destinations, take, whyNot }: DestinationsProps) {
  const { t } = useTexts();
  const open = destinations.filter((one) => one.steps.length > 0);
  const blocked = destinations.filter((one) => one.steps.length === 0 && (one.byStops || reasonsOf(one).length > 0));
  const rest = destinations.filter((one) => !open.includes(one) && !blocked.includes(one));
  return (
    <>
      {open.flatMap(({ status, steps }) => steps.map((step) => (
        <MenuStep key={step.name} label={t(`status.${status}`)} detail={t(`transition.${step.name}`)} onSelect={() => { take([step]); }} />
      )))}
      {blocked.map((one) => <MenuStep key={one.status} label={t(`status.${one.status}`)} whyNot={whyNot(one)} />)}
      {rest.length > 0 && <MenuStep label={t("board.noStep")} whyNot={rest.map(({ status }) => t(`status.${status}`)).join(", ")} />}
    </>
  );
}
