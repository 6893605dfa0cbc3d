/** Which steps can be taken: asked anew whenever the order has another version. */

import type { Order, OrdersSchemas } from "@freightwire/client";
import { useDesk, useDeskStore } from "@freightwire/react";
import { useEffect, useState } from "react";

export type Transition = OrdersSchemas["schemas"]["TransitionOut"];

export function useTransitions({ id, version }: Order): Transition[] | null {
  const { orders } = useDesk();
  const isConnected = useDeskStore((store) => store.isConnected);
  const [found, setFound] = useState<{ id: string; transitions: Transition[] } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    orders.transitions(id).then(
      ({ transitions }) => {
        if (isCurrent) setFound({ id, transitions });
      },
      () => undefined, // without a network the last answer stays
    );
    return () => {
      isCurrent = false;
    };
  }, [orders, id, version, isConnected]);
  return found?.id === id ? found.transitions : null;
}

const FORWARD = ["confirm", "offer", "accept", "documents_ok", "invoice", "close", "release", "resolve", "reopen"];

export function isElsewhere({ whyNot }: Transition): boolean {
  return whyNot.some((one) => one.code === "wrong_status");
}

/** Of a stop of the order, not of the order as a whole. */
export function isOfStop({ name }: Transition): boolean {
  return name.startsWith("stop_");
}

/** Not for this person, or nothing to do it on. */
function isMoot({ whyNot }: Transition): boolean {
  return whyNot.some((one) => ["not_on_hold", "no_problem", "role_needed", "lead_needed", "no_state_before"].includes(one.code));
}

export interface Steps {
  /** What the order is waiting for, also where something is in the way. */
  main: Transition[];
  more: Transition[];
}

/** The steps of this status, the likely ones first; those of stops are with the stops. */
export function stepsOf(transitions: readonly Transition[]): Steps {
  const here = transitions.filter((one) => !isOfStop(one) && !isElsewhere(one));
  const main = FORWARD.flatMap((name) => here.filter((one) => one.name === name && !isMoot(one) && name !== "reopen")).slice(0, 2);
  return { main, more: here.filter((one) => !main.includes(one)) };
}

export function stopSteps(transitions: readonly Transition[] | null): Transition[] {
  return (transitions ?? []).filter((one) => isOfStop(one) && one.allowed);
}

/** What the status will be, where it can be said beforehand. */
export function leadsTo({ targets }: Transition): Transition["targets"][number] | undefined {
  return targets.length === 1 ? targets[0] : undefined;
}
