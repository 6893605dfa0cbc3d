import type { Order, OrderStatus } from "@freightwire/client";
import { ACTIVE_STATUSES, useDesk, useDeskStore } from "@freightwire/react";
import { useCallback, useRef, useState } from "react";
import { useTexts } from "../i18n/index.js";
import { leadsTo, type Transition } from "../order/transitions.js";
import { useToasts } from "../shell/toasts.js";
import { destinationsOf, reasonsOf, type Destination } from "./moving.js";

export interface Moving {
  order: Order;
  /** Null until the service has said what is possible. */
  destinations: Destination[] | null;
}

export interface Asked {
  order: Order;
  steps: Transition[];
}

/** An order on its way from one column to another: by dragging it, or by its menu. */
export function useMoving() {
  const { orders } = useDesk();
  const { t, say } = useTexts();
  const transitionOrder = useDeskStore((store) => store.transitionOrder);
  const show = useToasts((store) => store.show);
  const [moving, setMoving] = useState<Moving | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const possible = useRef<Promise<Destination[] | null>>(Promise.resolve(null));

  const begin = useCallback(
    (order: Order) => {
      setMoving({ order, destinations: null });
      possible.current = orders.transitions(order.id).then(
        ({ transitions }) => destinationsOf(order.status, transitions, ACTIVE_STATUSES),
        () => null, // without a network nobody knows
      );
      void possible.current.then((destinations) => {
        setMoving((now) => (now?.order.id === order.id && destinations ? { order, destinations } : now));
      });
    },
    [orders],
  );
  const end = useCallback(() => { setMoving(null); }, []);

  const take = useCallback(
    (order: Order, steps: Transition[]) => {
      const [step] = steps;
      if (!step || steps.length > 1 || step.needs.length > 0) setAsked({ order, steps });
      else transitionOrder(order.id, step.name, {}, leadsTo(step)).catch(() => undefined); // what is refused is told by the page
    },
    [transitionOrder],
  );

  /** Why an order cannot be moved there, in words. */
  const whyNot = useCallback(
    (destination: Destination | undefined): string => {
      if (!destination) return t("order.stepsUnavailable");
      const reasons = reasonsOf(destination).map(say);
      if (reasons.length > 0) return reasons.join(" ");
      return destination.byStops ? t("board.byStops") : t("board.noStep");
    },
    [t, say],
  );

  const drop = useCallback(
    async (order: Order, status: OrderStatus) => {
      end();
      if (order.status === status) return;
      const destination = (await possible.current)?.find((one) => one.status === status);
      if (destination && destination.steps.length > 0) {
        take(order, destination.steps);
        return;
      }
      const title = t("board.cannotMove", { number: order.number, to: t(`status.${status}`) });
      show({ key: `move/${order.id}`, tone: "amber", title, text: whyNot(destination) });
    },
    [end, take, whyNot, show, t],
  );
  return { moving, asked, begin, end, drop, take, whyNot, answered: useCallback(() => { setAsked(null); }, []) };
}
