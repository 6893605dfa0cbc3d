import type { Order } from "@freightwire/client";
import { ACTIVE_STATUSES, useOptimisticUpdates } from "@freightwire/react";
import { Columns3, Plus, Rows3, Upload, X } from "lucide-react";
import { useCallback } from "react";
import { useNavigate } from "react-router";
import { useTexts } from "../i18n/index.js";
import { useKeys } from "../shell/keys.js";
import { useToasts } from "../shell/toasts.js";
import { chooseFiles } from "../upload/choosing.js";
import { useSend } from "../upload/sending.js";
import { isFiltered, needsAttention, type Filters } from "./filters.js";

interface Props {
  filters: Filters;
  change: (part: Partial<Filters>) => void;
  /** All that fit the filters but for the status. */
  orders: Order[];
}

export function Toolbar({ filters, change, orders }: Props) {
  const { t } = useTexts();
  const { createOrder } = useOptimisticUpdates();
  const show = useToasts((store) => store.show);
  const send = useSend();
  const navigate = useNavigate();
  const { view } = filters;
  useKeys(
    useCallback(
      (key) => {
        if (key === "v") change({ view: view === "table" ? "kanban" : "table" });
        else if (key === "u") chooseFiles((files) => void send(files));
        else return false;
        return true;
      },
      [change, view, send],
    ),
  );
  const create = () => {
    if (!navigator.onLine) show({ key: "queued", title: t("toast.queued") });
    createOrder({}).then(
      ({ id }) => { void navigate(`/orders/${id}`); },
      (error: unknown) => { show({ key: "create", tone: "red", title: t("toast.reverted"), text: error instanceof Error ? error.message : "" }); },
    );
  };
  return (
    <div className="toolbar">
      <Chips filters={filters} change={change} orders={orders} />
      <div className="toolbar-right">
        <div className="segmented" role="group" aria-label={t("board.view")}>
          <button aria-pressed={view === "table"} title={t("board.table")} onClick={() => { change({ view: "table" }); }}><Rows3 aria-hidden /><span>{t("board.table")}</span></button>
          <button aria-pressed={view === "kanban"} title={t("board.kanban")} onClick={() => { change({ view: "kanban" }); }}><Columns3 aria-hidden /><span>{t("board.kanban")}</span></button>
        </div>
        <button className="button" onClick={create}><Plus aria-hidden /><span>{t("board.create")}</span></button>
        <button className="button primary" onClick={() => { chooseFiles((files) => void send(files)); }}><Upload aria-hidden /><span>{t("board.upload")}</span></button>
      </div>
    </div>
  );
}

function Chips({ filters, change, orders }: Props) {
  const { t } = useTexts();
  const { status, mine, attention } = filters;
  const counts = new Map<string, number>();
  for (const order of orders) counts.set(order.status, (counts.get(order.status) ?? 0) + 1);
  const toggle = (one: (typeof ACTIVE_STATUSES)[number]) => {
    change({ status: status.includes(one) ? status.filter((other) => other !== one) : [...status, one] });
  };
  return (
    <div className="chips" role="group" aria-label={t("board.filters")}>
      <button className="chip" aria-pressed={mine} onClick={() => { change({ mine: !mine }); }}>{t("board.mine")}</button>
      <button className="chip" aria-pressed={attention} onClick={() => { change({ attention: !attention }); }}>
        {t("board.attention")} <span className="count">{orders.filter(needsAttention).length}</span>
      </button>
      <span className="divider" aria-hidden />
      <button className="chip" aria-pressed={status.length === 0} onClick={() => { change({ status: [] }); }}>
        {t("board.all")} <span className="count">{orders.length}</span>
      </button>
      {ACTIVE_STATUSES.filter((one) => counts.has(one) || status.includes(one)).map((one) => (
        <button key={one} className="chip" aria-pressed={status.includes(one)} onClick={() => { toggle(one); }}>
          {t(`status.${one}`)} <span className="count">{counts.get(one) ?? 0}</span>
        </button>
      ))}
      {isFiltered(filters) && (
        <button className="button quiet icon small" aria-label={t("board.clear")} onClick={() => { change({ q: "", status: [], mine: false, attention: false }); }}>
          <X aria-hidden />
        </button>
      )}
    </div>
  );
}
