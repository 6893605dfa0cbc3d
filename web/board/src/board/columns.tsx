import type { Order } from "@freightwire/client";
import { ACTIVE_STATUSES } from "@freightwire/react";
import type { ReactNode } from "react";
import { amount, day, firstLoading, lastUnloading, localeOf, margin, place, quantity, weight } from "../format.js";
import { Ago } from "../shell/ago.js";
import type { Filters } from "./filters.js";
import { Overlays, Status } from "./status.js";

type T = (key: string, values?: Record<string, unknown>) => string;

export interface Column {
  id: string;
  /** Least width in pixels, and its share of what is left over. */
  size: number;
  isNumber?: boolean;
  /** What it is sorted by. */
  value: (order: Order) => string | number;
  cell: (order: Order) => ReactNode;
}

export function columnsFor(t: T, language: string): Column[] {
  return [
    { id: "number", size: 124, value: ({ number }) => number, cell: ({ number }) => <span className="number">{number}</span> },
    {
      id: "status", size: 128, value: ({ status }) => ACTIVE_STATUSES.indexOf(status),
      cell: (order) => <span className="row tight"><Status status={order.status} /><Overlays order={order} /></span>,
    },
    { id: "client", size: 170, value: ({ data }) => data.client?.name ?? "", cell: (order) => <Client order={order} t={t} /> },
    { id: "route", size: 198, value: ({ data }) => place(firstLoading(data)), cell: (order) => <Route order={order} /> },
    { id: "loading", size: 66, value: ({ data }) => firstLoading(data)?.date ?? "", cell: ({ data }) => day(firstLoading(data)?.date, language) },
    { id: "unloading", size: 80, value: ({ data }) => lastUnloading(data)?.date ?? "", cell: ({ data }) => day(lastUnloading(data)?.date, language) },
    { id: "load", size: 84, isNumber: true, value: (order) => weight(order) ?? 0, cell: (order) => (weight(order) ? quantity(weight(order), "kg", language) : "") },
    { id: "vehicle", size: 76, value: ({ data }) => data.vehicle?.truckPlate ?? "", cell: ({ data }) => <span className="plate">{data.vehicle?.truckPlate}</span> },
    { id: "carrier", size: 102, value: ({ data }) => data.carrier?.name ?? "", cell: ({ data }) => <span className="truncate">{data.carrier?.name}</span> },
    { id: "sale", size: 88, isNumber: true, value: ({ data }) => data.sale?.amount ?? 0, cell: ({ data }) => amount(data.sale?.amount, data.sale?.currency, language) },
    {
      id: "margin", size: 56, isNumber: true, value: ({ data }) => margin(data)?.value ?? 0,
      cell: ({ data }) => {
        const found = margin(data);
        return found && <span className={found.value < 0 ? "negative" : undefined}>{Math.round(found.percent)} %</span>;
      },
    },
    { id: "updated", size: 92, value: ({ updatedAt }) => updatedAt, cell: ({ updatedAt }) => <Ago at={updatedAt} /> },
  ];
}

type Sort = Filters["sort"];

/** The orders in the order that is asked for; those that are alike stay as they were. */
export function sorted(orders: Order[], columns: readonly Column[], sort: Sort, language: string): Order[] {
  const column = columns.find(({ id }) => id === sort?.column);
  if (!sort || !column) return orders;
  const { compare: compareTexts } = new Intl.Collator(localeOf(language), { numeric: true });
  const compare = (one: string | number, other: string | number): number =>
    typeof one === "number" && typeof other === "number" ? one - other : compareTexts(String(one), String(other));
  const sign = sort.descending ? -1 : 1;
  return orders
    .map((order) => ({ order, value: column.value(order) }))
    .sort((one, other) => sign * compare(one.value, other.value))
    .map(({ order }) => order);
}

/** What a click on a column's head asks for: the likelier direction, the other one, none. */
export function nextSort({ id, isNumber = false }: Column, sort: Sort): Sort {
  if (sort?.column !== id) return { column: id, descending: isNumber };
  return sort.descending === isNumber ? { column: id, descending: !isNumber } : null;
}

export function Client({ order, t }: { order: Order; t: T }) {
  const { client, reference } = order.data;
  return (
    <span className="two">
      <span className="truncate">{client?.name ?? <span className="muted">{t("board.unnamed")}</span>}</span>
      {reference && <span className="truncate sub">{reference}</span>}
    </span>
  );
}

export function Route({ order }: { order: Order }) {
  const from = firstLoading(order.data);
  const to = lastUnloading(order.data);
  const between = (order.data.stops?.length ?? 0) - 2;
  if (!from && !to) return null;
  return (
    <span className="route">
      <span className="truncate"><span className="country">{from?.country}</span> {from?.city}</span>
      <span className="arrow" aria-hidden>→</span>
      <span className="truncate"><span className="country">{to?.country}</span> {to?.city}</span>
      {between > 0 && <span className="muted">+{between}</span>}
    </span>
  );
}
