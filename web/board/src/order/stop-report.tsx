import { ChevronDown } from "lucide-react";
import { DropdownMenu as Menu } from "radix-ui";
import { createContext, useContext } from "react";
import { useTexts } from "../i18n/index.js";
import { useEditing } from "./editing.js";
import { useTake } from "./step-dialog.js";
import { stopSteps, type Transition } from "./transitions.js";

export const TransitionsContext = createContext<Transition[] | null>(null);
const TONES: Record<string, string> = { en_route: "blue", arrived: "violet", done: "green", failed: "red" };

/** Where a stop stands, and what can be reported of it. */
export function StopReport({ stopId }: { stopId: string }) {
  const { t } = useTexts();
  const { order } = useEditing();
  const take = useTake(order);
  const steps = stopSteps(useContext(TransitionsContext));
  const state = order.stops?.[stopId]?.status;
  return (
    <>
      {state && state !== "planned" && <span className={`tag ${TONES[state] ?? ""}`}>{t(`stop.${state}`)}</span>}
      {steps.length > 0 && (
        <Menu.Root modal={false}>
          <Menu.Trigger asChild><button className="button small">{t("stop.report")} <ChevronDown aria-hidden /></button></Menu.Trigger>
          <Menu.Portal>
            <Menu.Content className="menu" sideOffset={4} collisionPadding={8}>
              {steps.map((step) => <Menu.Item key={step.name} onSelect={() => { take(step, { stopId, at: new Date().toISOString() }); }}>{t(`transition.${step.name}`)}</Menu.Item>)}
            </Menu.Content>
          </Menu.Portal>
        </Menu.Root>
      )}
    </>
  );
}
