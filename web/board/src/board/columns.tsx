import type { Order } from "@freightwire/client";
import { createColumnHelper } from "@tanstack/react-table";
import { ACTIVE_STATUSES } from "@freightwire/react";
import { amount, day, firstLoading, lastUnloading, margin, place, quantity, weight } from "../format.js";
import { Ago } from "../shell/ago.js";
import { Overlays, Status } from "./status.js";

type T = (key: string, values?: Record<string, unknown>) => string;
const column = createColumnHelper<Order>();

export function columnsFor(t: T, language: string) {
  return [
    column.accessor("number", { id: "number", size: 128, cell: ({ row }) => <span className="number">{row.original.number}</span> }),
    column.accessor((order) => ACTIVE_STATUSES.indexOf(order.status), {
      id: "status", size: 132,
      cell: ({ row }) => <span className="row tight"><Status status={row.original.status} /><Overlays order={row.original} /></span>,
    }),
    column.accessor((order) => order.data.client?.name ?? "", { id: "client", size: 196, cell: ({ row }) => <Client order={row.original} t={t} /> }),
    column.accessor((order) => place(firstLoading(order.data)), { id: "route", size: 194, cell: ({ row }) => <Route order={row.original} /> }),
    column.accessor((order) => firstLoading(order.data)?.date ?? "", {
      id: "loading", size: 70, cell: ({ getValue }) => day(getValue(), language),
    }),
    column.accessor((order) => lastUnloading(order.data)?.date ?? "", {
      id: "unloading", size: 84, cell: ({ getValue }) => day(getValue(), language),
    }),
    column.accessor((order) => weight(order) ?? 0, {
      id: "load", size: 88, meta: { isNumber: true }, cell: ({ getValue }) => (getValue() ? quantity(getValue(), "kg", language) : ""),
    }),
    column.accessor((order) => order.data.vehicle?.truckPlate ?? "", { id: "vehicle", size: 80, cell: ({ getValue }) => <span className="plate">{getValue()}</span> }),
    column.accessor((order) => order.data.carrier?.name ?? "", { id: "carrier", size: 126, cell: ({ getValue }) => <span className="truncate">{getValue()}</span> }),
    column.accessor((order) => order.data.sale?.amount ?? 0, {
      id: "sale", size: 90, meta: { isNumber: true }, cell: ({ row }) => amount(row.original.data.sale?.amount, row.original.data.sale?.currency, language),
    }),
    column.accessor((order) => margin(order.data)?.value ?? 0, {
      id: "margin", size: 58, meta: { isNumber: true },
      cell: ({ row }) => {
        const found = margin(row.original.data);
        return found && <span className={found.value < 0 ? "negative" : undefined}>{Math.round(found.percent)} %</span>;
      },
    }),
    column.accessor("updatedAt", {
      id: "updated", size: 104, cell: ({ getValue }) => <Ago at={getValue()} />,
    }),
  ];
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
