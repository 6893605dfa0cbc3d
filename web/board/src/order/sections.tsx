import { useDeskStore } from "@freightwire/react";
import { Plus, Trash2, UserRoundCheck } from "lucide-react";
import type { ReactNode } from "react";
import { amount, margin } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { useNames } from "../shell/names.js";
import { useEditing } from "./editing.js";
import { Field, Issues } from "./field.js";
import { valueAt, withItem, withoutItem, type FieldType } from "./model.js";
import { StopReport } from "./stop-report.js";

const CURRENCIES = ["EUR", "RON", "HUF", "PLN", "CZK", "GBP", "USD"].map((value) => ({ value, text: value }));
const REFRIGERATED = "frigorific";
const BODIES = ["prelată", "mega", REFRIGERATED, "dubă", "platformă", "cisternă"].map((value) => ({ value, text: value }));

/** Fields that few orders have: they are there where there is a value, or where `isShown` says so. */
function Rare({ at, fields, isShown = false }: { at: string; fields: readonly { name: string; type?: FieldType; span?: number }[]; isShown?: boolean }) {
  const { order } = useEditing();
  return fields
    .map(({ name, ...rest }) => ({ path: `${at}.${name}`, ...rest }))
    .filter(({ path }) => isShown || valueAt(order.data, path) !== undefined)
    .map((field) => <Field key={field.path} {...field} />);
}

function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="section">
      <header><h2>{title}</h2>{aside}</header>
      {children}
    </section>
  );
}

export function Fields() {
  return (
    <>
      <Parties />
      <Stops />
      <GoodsLines />
      <Prices />
      <Vehicle />
    </>
  );
}

function Parties() {
  const { t } = useTexts();
  return (
    <>
      <Section title={t("order.client")}>
        <div className="grid6">
          <Field path="client.name" span={3} /><Field path="client.vatId" span={2} /><Field path="client.contact" />
          <Field path="reference" span={2} /><Field path="issuedOn" type="date" span={2} /><Field path="client.phone" span={2} />
          <Rare at="client" fields={[{ name: "address", span: 3 }, { name: "registration" }, { name: "email", span: 2 }, { name: "iban", span: 4 }]} />
        </div>
      </Section>
      <Section title={t("order.carrier")}>
        <div className="grid6">
          <Field path="carrier.name" span={3} /><Field path="carrier.vatId" span={2} /><Field path="carrier.contact" />
          <Field path="carrier.iban" span={4} /><Field path="carrier.phone" span={2} />
          <Rare at="carrier" fields={[{ name: "address", span: 3 }, { name: "registration" }, { name: "email", span: 2 }]} />
        </div>
      </Section>
    </>
  );
}

function Stops() {
  const { t } = useTexts();
  const { order, change } = useEditing();
  const kinds = (["loading", "unloading", "customs"] as const).map((value) => ({ value, text: t(`stop.${value}`) }));
  const stops = order.data.stops ?? [];
  return (
    <Section title={t("order.stops")} aside={<Issues path="stops" />}>
      <ol className="stops">
        {stops.map((stop, index) => {
          const id = stop.id ?? "";
          const at = (name: string) => `stops.${id}.${name}`;
          return (
            <li key={id || index} className="stop" data-kind={stop.kind ?? undefined} data-state={order.stops?.[id]?.status}>
              <span className="stop-mark" aria-hidden>{index + 1}</span>
              <div className="grow">
                <div className="row stop-head">
                  <strong>{stop.kind ? t(`stop.${stop.kind}`) : t("order.stops")}</strong>
                  <StopReport stopId={id} />
                  <span className="grow" />
                  <button className="button quiet icon small" aria-label={`${t("order.remove")}: ${t("order.stops")} ${String(index + 1)}`} onClick={() => { change(withoutItem(order.data, "stops", id)); }}><Trash2 aria-hidden /></button>
                </div>
                <div className="grid6">
                  <Field path={at("company")} span={3} /><Field path={at("street")} span={3} />
                  <Field path={at("postcode")} /><Field path={at("city")} span={2} /><Field path={at("country")} /><Field path={at("kind")} type="choice" choices={kinds} span={2} />
                  <Field path={at("date")} type="date" span={2} /><Field path={at("timeFrom")} type="time" /><Field path={at("timeTo")} type="time" /><Field path={at("reference")} span={2} />
                  <Rare at={`stops.${id}`} fields={[{ name: "county", span: 2 }, { name: "contact", span: 2 }, { name: "phone", span: 2 }, { name: "instructions", type: "long", span: 6 }]} />
                </div>
              </div>
            </li>
          );
        })}
      </ol>
      <button className="button quiet small" onClick={() => { change(withItem(order.data, "stops", { kind: stops.length === 0 ? "loading" : "unloading" })); }}>
        <Plus aria-hidden /> {t("order.addStop")}
      </button>
    </Section>
  );
}

function GoodsLines() {
  const { t } = useTexts();
  const { order, change } = useEditing();
  const goods = order.data.goods ?? [];
  return (
    <Section title={t("order.goods")}>
      {goods.map((line, index) => {
        const id = line.id ?? "";
        const at = (name: string) => `goods.${id}.${name}`;
        return (
          <div key={id || index} className="goods-line">
            <div className="grid6 grow">
              <Field path={at("description")} span={2} /><Field path={at("quantity")} type="number" /><Field path={at("package")} /><Field path={at("grossKg")} type="number" /><Field path={at("loadingMetres")} type="number" />
              <Rare at={`goods.${id}`} fields={[{ name: "unNumber" }]} />
            </div>
            <button className="button quiet icon small" aria-label={`${t("order.remove")}: ${t("order.goods")} ${String(index + 1)}`} onClick={() => { change(withoutItem(order.data, "goods", id)); }}><Trash2 aria-hidden /></button>
          </div>
        );
      })}
      <button className="button quiet small" onClick={() => { change(withItem(order.data, "goods", { description: "—" })); }}><Plus aria-hidden /> {t("order.addGoods")}</button>
      <h3 className="sub-head">{t("order.totals")}</h3>
      <div className="grid6">
        <Field path="totals.grossKg" type="number" span={2} /><Field path="totals.loadingMetres" type="number" span={2} /><Field path="totals.pallets" type="number" span={2} />
        <Rare at="totals" fields={[{ name: "volumeM3", type: "number", span: 2 }, { name: "goodsValue", type: "number", span: 2 }, { name: "goodsCurrency", span: 2 }]} />
        <Rare at="temperature" isShown={order.data.vehicle?.body === REFRIGERATED} fields={[{ name: "min", type: "number", span: 2 }, { name: "max", type: "number", span: 2 }]} />
      </div>
    </Section>
  );
}

function Prices() {
  const { t, language } = useTexts();
  const { order } = useEditing();
  const found = margin(order.data);
  return (
    <Section
      title={t("order.price")}
      aside={found && <span className={`margin ${found.value < 0 ? "negative" : ""}`}>{t("order.margin")} <strong>{amount(found.value, order.data.sale?.currency, language)}</strong> · {Math.round(found.percent)} %</span>}
    >
      <div className="prices">
        {(["sale", "purchase"] as const).map((side) => (
          <div key={side} role="group" aria-label={t(`order.${side}`)}>
            <h3 className="sub-head">{t(`order.${side}`)}</h3>
            <div className="grid6">
              <Field path={`${side}.amount`} type="number" span={2} /><Field path={`${side}.currency`} type="choice" choices={CURRENCIES} span={2} /><Field path={`${side}.paymentDays`} type="number" span={2} />
              <Rare at={side} fields={[{ name: "paymentMethod", span: 4 }, { name: "vatIncluded", type: "flag", span: 2 }]} />
            </div>
          </div>
        ))}
      </div>
    </Section>
  );
}

function Vehicle() {
  const { t } = useTexts();
  const { order, change } = useEditing();
  const people = Object.entries(useNames()).map(([value, text]) => ({ value, text }));
  const me = useDeskStore((store) => store.user?.id);
  const isMine = order.data.assignee === me;
  return (
    <Section
      title={t("order.vehicle")}
      aside={me !== undefined && !isMine && <button className="button quiet small" onClick={() => { change({ assignee: me }); }}><UserRoundCheck aria-hidden /> {t("order.assignMe")}</button>}
    >
      <div className="grid6">
        <Field path="vehicle.truckPlate" /><Field path="vehicle.trailerPlate" /><Field path="vehicle.driver" span={2} /><Field path="vehicle.driverPhone" span={2} />
        <Field path="vehicle.body" type="choice" choices={BODIES} span={2} /><Field path="uit" span={2} /><Field path="assignee" type="choice" choices={people} span={2} />
        <Field path="instructions" type="long" span={6} />
      </div>
    </Section>
  );
}
