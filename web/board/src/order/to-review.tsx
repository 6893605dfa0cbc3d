import { ProblemError, type Order, type Thresholds } from "@freightwire/client";
import { useDesk } from "@freightwire/react";
import { Check } from "lucide-react";
import { useState } from "react";
import { localeOf } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { useToasts } from "../shell/toasts.js";
import { goTo } from "./editing.js";
import { stablePath, valueAt } from "./model.js";
import { nameOf, valueText } from "./naming.js";
import { leastOf, percentOf, unsureOf, type Unsure } from "./sureness.js";
import { useThresholds } from "./thresholds.js";

/** Rows of values that are shown before somebody asks for all of them. */
const FIRST = 5;

/** What a person has to look at, each leading to its field: what is not right, and what was not read surely enough. */
export function ToReview({ order }: { order: Order }) {
  const { t, say } = useTexts();
  const thresholds = useThresholds();
  const open = (order.issues ?? []).filter((issue) => issue.severity !== "info" && !issue.acknowledged);
  return (
    <>
      {open.length > 0 && (
        <section className="issues" aria-label={t("order.issues")}>
          <h2>{t("order.issues")} <span className="muted">{open.length}</span></h2>
          <ul>
            {open.map((issue) => (
              <li key={issue.id}>
                <button data-severity={issue.severity} onClick={() => { if (issue.field) goTo(stablePath(order.data, issue.field)); }}>
                  <span className="dot" aria-hidden /> {say(issue.message)}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {thresholds && <Unsurely order={order} thresholds={thresholds} />}
    </>
  );
}

/** Values that were not read as surely as the organisation wants them. */
function Unsurely({ order, thresholds }: { order: Order; thresholds: Thresholds }) {
  const { t } = useTexts();
  const [isWhole, setIsWhole] = useState(false);
  const unsure = unsureOf(order, thresholds);
  if (unsure.length === 0) return null;
  // One that is left over takes no more room than saying that there is one.
  const listed = isWhole || unsure.length === FIRST + 1 ? unsure : unsure.slice(0, FIRST);
  return (
    <section className="unsure" aria-label={t("order.unsure")} data-testid="unsure">
      <h2>{t("order.unsure")} <span className="muted">{unsure.length}</span></h2>
      <ul>{listed.map((one) => <UnsureValue key={one.path} order={order} one={one} least={leastOf(thresholds, one.path)} />)}</ul>
      {listed.length < unsure.length && <button className="link" onClick={() => { setIsWhole(true); }}>{t("order.unsureMore", { count: unsure.length - listed.length })}</button>}
    </section>
  );
}

function UnsureValue({ order, one, least }: { order: Order; one: Unsure; least: number }) {
  const { t, language } = useTexts();
  const agree = useAgreeing(order);
  const { path, level, confidence } = one;
  const value = valueAt(order.data, path);
  const name = nameOf(path, order.data, t);
  const shown = valueText(path, value, t, localeOf(language));
  return (
    <li className="row">
      <button data-of={path} data-severity={level === "low" ? "error" : "warning"} onClick={() => { goTo(path); }}>
        <span className="dot" aria-hidden />
        <span>{name}: <strong>{shown}</strong></span>
        <span className="muted">{t("order.unsureBy", { percent: percentOf(confidence), least: percentOf(least) })}</span>
      </button>
      <button className="button quiet small agree" aria-label={t("order.agreeTo", { name })} onClick={() => { agree(path, value); }}><Check aria-hidden /> {t("order.agree")}</button>
    </li>
  );
}

/** A person's word that a value is right: it is theirs then, as the service's next event says. */
function useAgreeing(order: Order): (path: string, value: unknown) => void {
  const { t } = useTexts();
  const { orders } = useDesk();
  const show = useToasts((store) => store.show);
  return (path, value) => {
    orders.agree(order.id, { [path]: value as string | number | boolean }).catch((error: unknown) => {
      const text = error instanceof ProblemError && error.code === "value_changed" ? t("order.change") : t("order.notAgreed");
      show({ key: `agree/${path}`, tone: "red", title: nameOf(path, order.data, t), text });
    });
  };
}
