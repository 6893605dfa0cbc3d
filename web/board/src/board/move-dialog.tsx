import { useOrder } from "@freightwire/react";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { useTexts } from "../i18n/index.js";
import { StepDialog, useTake } from "../order/step-dialog.js";
import type { Transition } from "../order/transitions.js";
import type { Asked } from "./use-moving.js";

/** What a move needs to be told: which of several steps it is, and what the step asks for. */
export function MoveDialog({ asked, close }: { asked: Asked; close: () => void }) {
  // Whole: a step may ask about what was read in the documents.
  const { order = asked.order, loading } = useOrder(asked.order.id);
  const [chosen, setChosen] = useState<Transition | null>(asked.steps.length === 1 ? (asked.steps[0] ?? null) : null);
  const take = useTake(order);
  if (chosen === null) {
    const choose = (step: Transition) => {
      if (step.needs.length > 0) {
        setChosen(step);
        return;
      }
      take(step, {});
      close();
    };
    return <Which number={order.number} steps={asked.steps} choose={choose} close={close} />;
  }
  return loading === "loading" ? null : <StepDialog order={order} step={chosen} close={close} />;
}

function Which({ number, steps, choose, close }: { number: string; steps: Transition[]; choose: (step: Transition) => void; close: () => void }) {
  const { t } = useTexts();
  return (
    <Dialog.Root open onOpenChange={(isOpen) => { if (!isOpen) close(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <Dialog.Title asChild><h2>{t("board.which")} · {number}</h2></Dialog.Title>
          <div className="stack choices">
            {steps.map((step) => <button key={step.name} className="button" onClick={() => { choose(step); }}>{t(`transition.${step.name}`)}</button>)}
          </div>
          <footer><Dialog.Close className="button quiet">{t("app.cancel")}</Dialog.Close></footer>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
