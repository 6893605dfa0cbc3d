import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import type { Order, OrderPresence, OrderStatus } from "@freightwire/client";
import { ACTIVE_STATUSES } from "@freightwire/react";
import { memo, useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { amount, day, firstLoading, lastUnloading } from "../format.js";
import { useTexts } from "../i18n/index.js";
import type { Transition } from "../order/transitions.js";
import { Avatars } from "../shell/avatar.js";
import { useKeys } from "../shell/keys.js";
import { useChanges } from "./changed.js";
import { Client, Route } from "./columns.js";
import { filtersOf, paramsOf } from "./filters.js";
import { MoveDialog } from "./move-dialog.js";
import { MoveMenu, type MoveMenuProps } from "./move-menu.js";
import { DIRECTIONS, neighbour, type Destination } from "./moving.js";
import { usePresenceOf } from "./presence.js";
import { Overlays, Status } from "./status.js";
import { useMoving } from "./use-moving.js";

/** More cards than this in a column are a list's work. */
const MOST = 60;

export function Kanban({ orders, status }: { orders: Order[]; status: readonly OrderStatus[] }) {
  const { t } = useTexts();
  const changes = useChanges();
  const presenceOf = usePresenceOf();
  const { moving, asked, begin, end, drop, take, whyNot, answered } = useMoving();
  const [menuOf, setMenuOf] = useState<string | null>(null);
  const columns = status.length > 0 ? status : ACTIVE_STATUSES;
  const lanes = columns.map((one) => orders.filter((order) => order.status === one));
  const openMenu = useCallback((order: Order) => { setMenuOf(order.id); begin(order); }, [begin]);
  const closeMenu = useCallback(() => { setMenuOf(null); end(); }, [end]);
  const isDragging = moving !== null && menuOf === null;
  const { follow } = useFollowed(orders);
  const takeFromMenu = useCallback((order: Order, steps: Transition[]) => { follow(order.id); take(order, steps); }, [follow, take]);
  useCardKeys(lanes, openMenu);
  return (
    <div className="kanban" tabIndex={0} role="region" aria-label={t("board.kanban")}>
      {columns.map((one, index) => {
        const inLane = lanes[index] ?? [];
        const destination = isDragging ? moving.destinations?.find((other) => other.status === one) : undefined;
        const move = moveOf(destination);
        return (
          <Lane key={one} status={one} count={inLane.length} move={move} hint={move === "blocked" ? whyNot(destination) : ""} drop={drop}>
            {inLane.slice(0, MOST).map((order) => (
              <li key={order.id}>
                <Card
                  order={order} change={changes.get(order.id)?.key} others={presenceOf(order.id)} begin={begin} end={end}
                  isOpen={menuOf === order.id} destinations={menuOf === order.id ? (moving?.destinations ?? null) : null}
                  open={openMenu} close={closeMenu} take={takeFromMenu} whyNot={whyNot}
                />
              </li>
            ))}
            {inLane.length > MOST && <Rest status={one} count={inLane.length - MOST} />}
            {inLane.length === 0 && <li className="muted more">{t("board.empty")}</li>}
          </Lane>
        );
      })}
      {asked && <MoveDialog key={asked.order.id} asked={asked} close={answered} />}
    </div>
  );
}

/** Cards that the column leaves out: the table has them. */
function Rest({ status, count }: { status: OrderStatus; count: number }) {
  const { t } = useTexts();
  const [params] = useSearchParams();
  const to = paramsOf({ ...filtersOf(params), status: [status], view: "table" }).toString();
  return <li className="more"><Link to={`/?${to}`}>{t("board.rest", { count })}</Link></li>;
}

type Move = "open" | "blocked" | undefined;

function moveOf(destination: Destination | undefined): Move {
  return destination && (destination.steps.length > 0 ? "open" : "blocked");
}

interface LaneProps {
  status: OrderStatus;
  count: number;
  /** Of the order that is being dragged. */
  move: Move;
  /** Why it cannot be dropped here. */
  hint: string;
  drop: (order: Order, status: OrderStatus) => Promise<void>;
  children: ReactNode;
}

function Lane({ status, count, move, hint, drop, children }: LaneProps) {
  const { t } = useTexts();
  const element = useRef<HTMLElement>(null);
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    return dropTargetForElements({
      element: element.current,
      onDragEnter: () => { setIsOver(true); },
      onDragLeave: () => { setIsOver(false); },
      onDrop: ({ source }) => {
        setIsOver(false);
        void drop(source.data["order"] as Order, status);
      },
    });
  }, [status, drop]);
  return (
    <section ref={element} className="lane" aria-label={t(`status.${status}`)} data-status={status} data-move={move} data-over={isOver || undefined}>
      <header><h2><Status status={status} /></h2><span className="muted">{count}</span></header>
      {isOver && hint && <p className="lane-hint">{hint}</p>}
      <ul tabIndex={0} aria-label={t(`status.${status}`)}>{children}</ul>
    </section>
  );
}

interface CardProps extends MoveMenuProps {
  /** The change that it shows; another one begins anew. */
  change: string | undefined;
  others: OrderPresence;
  begin: (order: Order) => void;
  end: () => void;
}

const cardId = (orderId: string) => `card-${orderId}`;

const Card = memo(function Card({ change, others, begin, end, ...menu }: CardProps) {
  const { order } = menu;
  const { t, language } = useTexts();
  const navigate = useNavigate();
  const element = useRef<HTMLElement>(null);
  const latest = useRef(order);
  useEffect(() => { latest.current = order; });
  useEffect(() => {
    if (!element.current) return;
    return draggable({
      element: element.current,
      getInitialData: () => ({ order: latest.current }),
      onDragStart: () => { begin(latest.current); },
      onDrop: end,
    });
  }, [begin, end, change]);
  const { data, id, number } = order;
  const days = [day(firstLoading(data)?.date, language), day(lastUnloading(data)?.date, language)].filter(Boolean).join(" – ");
  return (
    <article ref={element} key={change} className="card" data-order={id} data-flash={change !== undefined || undefined} onClick={() => void navigate(`/orders/${id}`)}>
      <span className="row">
        <Link id={cardId(id)} to={`/orders/${id}`} draggable={false} className="number" onClick={(event) => { event.stopPropagation(); }}>{number}</Link>
        <Overlays order={order} /><span className="grow" /><Avatars users={others} />
        <MoveMenu {...menu} />
      </span>
      <Client order={order} t={t} />
      <Route order={order} />
      <span className="row sub"><span className="grow">{days}</span><span>{amount(data.sale?.amount, data.sale?.currency, language)}</span></span>
    </article>
  );
});

/** A card that is moved by its menu is another element in its new column: the keyboard goes with it. */
function useFollowed(orders: Order[]) {
  const followed = useRef<string | null>(null);
  useEffect(() => {
    const card = followed.current === null ? null : document.getElementById(cardId(followed.current));
    if (!card || document.activeElement !== document.body) return;
    followed.current = null;
    card.focus();
  }, [orders]);
  return { follow: useCallback((orderId: string) => { followed.current = orderId; }, []) };
}

/** Arrows and h j k l go from card to card, m opens the card's menu. */
function useCardKeys(lanes: readonly Order[][], openMenu: (order: Order) => void): void {
  const latest = useRef(lanes);
  useEffect(() => { latest.current = lanes; });
  useKeys(
    useCallback(
      (key) => {
        const shown = latest.current.map((lane) => lane.slice(0, MOST).map((order) => order.id));
        const current = document.activeElement?.closest<HTMLElement>("[data-order]")?.dataset["order"] ?? null;
        if (key === "m") {
          const order = latest.current.flat().find((one) => one.id === current);
          if (order) openMenu(order);
          return order !== undefined;
        }
        if (!(key in DIRECTIONS)) return false;
        const next = neighbour(shown, current, key);
        if (next) document.getElementById(cardId(next))?.focus();
        return next !== null;
      },
      [openMenu],
    ),
  );
}
