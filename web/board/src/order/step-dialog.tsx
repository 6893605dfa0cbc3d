import type { Order, TransitionDetails } from "@freightwire/client";
import { useOptimisticUpdates } from "@freightwire/react";
import { Dialog } from "radix-ui";
import { useState, type FormEvent } from "react";
import { useTexts } from "../i18n/index.js";
import { expectedOf, type Transition } from "./transitions.js";

type Details = Record<string, unknown>;
const PROBLEMS = ["delay", "damage", "refusal", "breakdown", "customs"];
const PAYMENTS = ["none", "partial", "paid"];

/** Asks for what a step needs, and takes it. */
export function StepDialog({ order, step, close }: { order: Order; step: Transition; close: () => void }) {
  const { t } = useTexts();
  const take = useTake(order);
  const [details, setDetails] = useState<Details>({});
  const set = (name: string, value: unknown) => { setDetails((before) => ({ ...before, [name]: value })); };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take(step, details);
    close();
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => { if (!isOpen) close(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <Dialog.Title asChild><h2>{t(`transition.${step.name}`)} · {order.number}</h2></Dialog.Title>
          <form className="stack needs" onSubmit={submit}>
            {step.needs.map((need) => <Need key={need.code} code={need.code} ids={need.fields ?? []} order={order} details={details} set={set} />)}
            <footer>
              <Dialog.Close className="button" type="button">{t("app.cancel")}</Dialog.Close>
              <button className="button primary" disabled={!isComplete(step, details)}>{t(`transition.${step.name}`)}</button>
            </footer>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface NeedProps {
  code: string;
  /** Of warnings: their ids. */
  ids: readonly string[];
  order: Order;
  details: Details;
  set: (name: string, value: unknown) => void;
}

function Need({ code, ids, order, details, set }: NeedProps) {
  const { t, say } = useTexts();
  switch (code) {
    case "warnings_not_acknowledged": {
      const ticked = (details["acknowledge"] as string[] | undefined) ?? [];
      return (
        <fieldset>
          <legend className="label">{t("need.acknowledge")}</legend>
          {ids.map((id) => {
            const issue = order.issues?.find((one) => one.id === id);
            return (
              <label key={id} className="check">
                <input type="checkbox" checked={ticked.includes(id)} onChange={(event) => { set("acknowledge", event.target.checked ? [...ticked, id] : ticked.filter((one) => one !== id)); }} />
                <span>{issue ? say(issue.message) : id}</span>
              </label>
            );
          })}
        </fieldset>
      );
    }
    case "signature_not_seen":
      return (
        <label className="check">
          <input type="checkbox" checked={details["signatureSeen"] === true} onChange={(event) => { set("signatureSeen", event.target.checked); }} />
          <span>{t("need.signatureSeen")}</span>
        </label>
      );
    case "problem_missing":
      return <Choice name="problem" values={PROBLEMS} set={set} />;
    case "payment_missing":
      return <Choice name="payment" values={PAYMENTS} set={set} />;
    case "plate_missing":
      return <Text name="truckPlate" set={set} />;
    case "invoice_number_missing":
      return <Text name="invoiceNumber" set={set} />;
    default:
      return <Text name="reason" set={set} isLong />;
  }
}

function Choice({ name, values, set }: { name: "problem" | "payment"; values: string[]; set: NeedProps["set"] }) {
  const { t } = useTexts();
  return (
    <div>
      <label className="label" htmlFor={`need-${name}`}>{t(`need.${name}`)}</label>
      <select id={`need-${name}`} className="select" defaultValue="" onChange={(event) => { set(name, event.target.value || undefined); }}>
        <option value="" disabled />
        {values.map((value) => <option key={value} value={value}>{t(`${name}.${value}`)}</option>)}
      </select>
    </div>
  );
}

function Text({ name, set, isLong = false }: { name: string; set: NeedProps["set"]; isLong?: boolean }) {
  const { t } = useTexts();
  const props = { id: `need-${name}`, onChange: (event: { target: { value: string } }) => { set(name, event.target.value); } };
  return (
    <div>
      <label className="label" htmlFor={`need-${name}`}>{t(`need.${name}`)}</label>
      {isLong ? <textarea className="textarea" rows={3} {...props} /> : <input className="input" autoComplete="off" {...props} />}
    </div>
  );
}

const MEMBERS: Record<string, string> = {
  reason_missing: "reason", problem_missing: "problem", payment_missing: "payment", plate_missing: "truckPlate", invoice_number_missing: "invoiceNumber", signature_not_seen: "signatureSeen",
};

function isComplete(step: Transition, details: Details): boolean {
  return step.needs.every(({ code, fields }) => {
    if (code === "warnings_not_acknowledged") return (fields ?? []).every((id) => (details["acknowledge"] as string[] | undefined)?.includes(id));
    const value = details[MEMBERS[code] ?? "reason"];
    return typeof value === "string" ? value.trim() !== "" : value === true;
  });
}

/** Takes a step: shown at once where it is known what comes of it. */
export function useTake(order: Order): (step: Transition, details: Details) => void {
  const { transitionOrder } = useOptimisticUpdates();
  return (step, details) => {
    transitionOrder(order.id, step.name, details as TransitionDetails, expectedOf(step)).catch(() => undefined);
  };
}
