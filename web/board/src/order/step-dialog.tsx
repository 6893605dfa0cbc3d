import type { Order, TransitionDetails } from "@freightwire/client";
import { useOptimisticUpdates } from "@freightwire/react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { useForm, type FieldErrors, type UseFormRegister } from "react-hook-form";
import { useTexts } from "../i18n/index.js";
import { leadsTo, type Transition } from "./transitions.js";

/** What a step can ask for, by the names that the service takes. */
interface Details {
  reason?: string;
  problem?: string;
  payment?: string;
  truckPlate?: string;
  invoiceNumber?: string;
  signatureSeen?: boolean;
  /** Ids of warnings; of a single checkbox its value, or false. */
  acknowledge?: string[] | string | false;
}

function ticked(acknowledge: Details["acknowledge"]): string[] {
  return [acknowledge ?? []].flat().filter((id) => typeof id === "string");
}

const PROBLEMS = ["delay", "damage", "refusal", "breakdown", "customs"];
const PAYMENTS = ["none", "partial", "paid"];

/** Asks for what a step needs, and takes it. */
export function StepDialog({ order, step, close }: { order: Order; step: Transition; close: () => void }) {
  const { t } = useTexts();
  const take = useTake(order);
  const { register, handleSubmit, formState } = useForm<Details>();
  const submit = handleSubmit((details) => {
    const { acknowledge } = details;
    take(step, acknowledge === undefined ? details : { ...details, acknowledge: ticked(acknowledge) });
    close();
  });
  return (
    <Dialog.Root open onOpenChange={(isOpen) => { if (!isOpen) close(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <Dialog.Title asChild><h2>{t(`transition.${step.name}`)} · {order.number}</h2></Dialog.Title>
          <form className="stack needs" noValidate onSubmit={(event) => void submit(event)}>
            {step.needs.map((need) => <Need key={need.code} code={need.code} ids={need.fields ?? []} order={order} register={register} errors={formState.errors} />)}
            <footer>
              <Dialog.Close className="button" type="button">{t("app.cancel")}</Dialog.Close>
              <button className="button primary">{t(`transition.${step.name}`)}</button>
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
  register: UseFormRegister<Details>;
  errors: FieldErrors<Details>;
}

function Need({ code, ids, order, register, errors }: NeedProps) {
  const { t, say } = useTexts();
  switch (code) {
    case "warnings_not_acknowledged": {
      const all = register("acknowledge", { validate: (given) => ticked(given).length === ids.length });
      return (
        <fieldset>
          <legend className="label">{t("need.acknowledge")}</legend>
          {ids.map((id) => {
            const issue = order.issues?.find((one) => one.id === id);
            return (
              <label key={id} className="check">
                <input type="checkbox" value={id} {...all} />
                <span>{issue ? say(issue.message) : id}</span>
              </label>
            );
          })}
          <Missing when={errors.acknowledge !== undefined} text={t("need.tickAll")} />
        </fieldset>
      );
    }
    case "signature_not_seen":
      return (
        <div>
          <label className="check"><input type="checkbox" {...register("signatureSeen", { required: true })} /><span>{t("need.signatureSeen")}</span></label>
          <Missing when={errors.signatureSeen !== undefined} text={t("need.tickAll")} />
        </div>
      );
    case "problem_missing":
      return <Choice name="problem" values={PROBLEMS} register={register} errors={errors} />;
    case "payment_missing":
      return <Choice name="payment" values={PAYMENTS} register={register} errors={errors} />;
    case "plate_missing":
      return <Text name="truckPlate" register={register} errors={errors} />;
    case "invoice_number_missing":
      return <Text name="invoiceNumber" register={register} errors={errors} />;
    default:
      return <Text name="reason" register={register} errors={errors} isLong />;
  }
}

type OneOf<Name extends keyof Details> = Pick<NeedProps, "register" | "errors"> & { name: Name };

function Choice({ name, values, register, errors }: OneOf<"problem" | "payment"> & { values: string[] }) {
  const { t } = useTexts();
  return (
    <Labelled name={name} errors={errors}>
      <select id={`need-${name}`} className="select" defaultValue="" {...described(name, errors)} {...register(name, { required: true })}>
        <option value="" disabled />
        {values.map((value) => <option key={value} value={value}>{t(`${name}.${value}`)}</option>)}
      </select>
    </Labelled>
  );
}

function Text({ name, register, errors, isLong = false }: OneOf<"reason" | "truckPlate" | "invoiceNumber"> & { isLong?: boolean }) {
  const props = { id: `need-${name}`, ...described(name, errors), ...register(name, { validate: (text) => (text ?? "").trim() !== "" }) };
  return (
    <Labelled name={name} errors={errors}>
      {isLong ? <textarea className="textarea" rows={3} {...props} /> : <input className="input" autoComplete="off" {...props} />}
    </Labelled>
  );
}

function Labelled({ name, errors, children }: { name: keyof Details; errors: FieldErrors<Details>; children: ReactNode }) {
  const { t } = useTexts();
  return (
    <div>
      <label className="label" htmlFor={`need-${name}`}>{t(`need.${name}`)}</label>
      {children}
      <Missing id={`need-${name}-missing`} when={errors[name] !== undefined} text={t("need.missing")} />
    </div>
  );
}

function described(name: keyof Details, errors: FieldErrors<Details>) {
  return errors[name] === undefined ? {} : { "aria-invalid": true, "aria-describedby": `need-${name}-missing` };
}

function Missing({ id, when, text }: { id?: string; when: boolean; text: string }) {
  return when ? <p id={id} className="field-note red" role="alert">{text}</p> : null;
}

/** Takes a step: shown at once where it is known what comes of it. */
export function useTake(order: Order): (step: Transition, details: object) => void {
  const { transitionOrder } = useOptimisticUpdates();
  return (step, details) => {
    transitionOrder(order.id, step.name, details as TransitionDetails, leadsTo(step)).catch(() => undefined);
  };
}
