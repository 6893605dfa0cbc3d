import type { Order } from "@freightwire/client";
import { Ellipsis } from "lucide-react";
import { DropdownMenu as Menu, Popover } from "radix-ui";
import { useState } from "react";
import { useTexts } from "../i18n/index.js";
import { MenuStep } from "../shell/menu-step.js";
import { goTo } from "./editing.js";
import { labelOf, stablePath } from "./model.js";
import { StepDialog, useTake } from "./step-dialog.js";
import { stepsOf, type Transition } from "./transitions.js";

const DANGEROUS = new Set(["reject", "cancel", "unassign", "decline"]);

/** The steps that an order can take, and why not. */
export function Steps({ order, transitions }: { order: Order; transitions: Transition[] | null }) {
  const { t, say } = useTexts();
  const take = useTake(order);
  const [asked, setAsked] = useState<Transition | null>(null);
  const { main, more } = stepsOf(transitions ?? []);
  const begin = (step: Transition) => {
    if (step.needs.length > 0) setAsked(step);
    else take(step, {});
  };
  return (
    <div className="row steps">
      {main.map((step, index) =>
        step.allowed ? (
          <button key={step.name} className={index === 0 ? "button primary" : "button"} onClick={() => { begin(step); }}>{t(`transition.${step.name}`)}</button>
        ) : (
          <WhyNot key={step.name} order={order} step={step} />
        ),
      )}
      <Menu.Root modal={false}>
        <Menu.Trigger asChild>
          <button className="button icon" aria-label={t("order.actions")} disabled={more.length === 0}><Ellipsis aria-hidden /></button>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
            {more.map((step) => (
              <MenuStep
                key={step.name} label={t(`transition.${step.name}`)} isDangerous={DANGEROUS.has(step.name)} onSelect={() => { begin(step); }}
                {...(step.allowed ? {} : { whyNot: step.whyNot.map((one) => say(one.message)).join(" ") })}
              />
            ))}
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      {asked && <StepDialog order={order} step={asked} close={() => { setAsked(null); }} />}
    </div>
  );
}

/** A step that is in order next, but for something: says what, and leads there. */
function WhyNot({ order, step }: { order: Order; step: Transition }) {
  const { t, say } = useTexts();
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button className="button blocked">{t(`transition.${step.name}`)} <span className="tag amber">{step.whyNot.length}</span></button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover why-not" sideOffset={6} align="end" collisionPadding={8} aria-label={t("order.notPossible")}>
          <h3>{t("order.notPossible")}</h3>
          <ul>
            {step.whyNot.map((reason) => (
              <li key={reason.code}>
                {say(reason.message)}
                <span className="missing">
                  {reason.kind === "state" && (reason.fields ?? []).filter((field) => !field.includes(":")).map((field) => (
                    <Popover.Close key={field} asChild>
                      <button className="chip" onClick={() => { setTimeout(() => { goTo(stablePath(order.data, field)); }); }}>{t(`field.${labelOf(field)}`, { defaultValue: t(`order.${field}`) })}</button>
                    </Popover.Close>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
