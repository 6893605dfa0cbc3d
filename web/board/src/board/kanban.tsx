import type { Order, OrderStatus } from "@freightwire/client";
import { ACTIVE_STATUSES } from "@freightwire/react";
import { Link } from "react-router";
import { amount, day, firstLoading, lastUnloading } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { Avatars } from "../shell/avatar.js";
import { useChanges, type Change } from "./changed.js";
import { Client, Route } from "./columns.js";
import { usePresenceOf } from "./presence.js";
import { Overlays, Status } from "./status.js";

/** More cards than this in a column are a list's work. */
const MOST = 60;

export function Kanban({ orders, status }: { orders: Order[]; status: readonly OrderStatus[] }) {
  const { t } = useTexts();
  const changes = useChanges();
  const presenceOf = usePresenceOf();
  const columns = status.length > 0 ? status : ACTIVE_STATUSES;
  return (
    <div className="kanban" tabIndex={0} role="region" aria-label={t("board.kanban")}>
      {columns.map((one) => {
        const inColumn = orders.filter((order) => order.status === one);
        return (
          <section key={one} className="lane" aria-label={t(`status.${one}`)}>
            <header><h2><Status status={one} /></h2><span className="muted">{inColumn.length}</span></header>
            <ul tabIndex={0} aria-label={t(`status.${one}`)}>
              {inColumn.slice(0, MOST).map((order) => (
                <li key={order.id}><Card order={order} change={changes.get(order.id)} others={<Avatars users={presenceOf(order.id)} />} /></li>
              ))}
              {inColumn.length > MOST && <li className="muted more">+{inColumn.length - MOST}</li>}
              {inColumn.length === 0 && <li className="muted more">{t("board.empty")}</li>}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function Card({ order, change, others }: { order: Order; change: Change | undefined; others: React.ReactNode }) {
  const { t, language } = useTexts();
  const { data } = order;
  return (
    <Link key={change?.key} to={`/orders/${order.id}`} className="card" data-order={order.id} data-flash={change ? true : undefined}>
      <span className="row"><span className="number">{order.number}</span><Overlays order={order} /><span className="grow" />{others}</span>
      <Client order={order} t={t} />
      <Route order={order} />
      <span className="row sub">
        <span className="grow">{[day(firstLoading(data)?.date, language), day(lastUnloading(data)?.date, language)].filter(Boolean).join(" – ")}</span>
        <span>{amount(data.sale?.amount, data.sale?.currency, language)}</span>
      </span>
    </Link>
  );
}
