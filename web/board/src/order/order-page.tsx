import { useDeskStore, useOptimisticUpdates, useOrder } from "@freightwire/react";
import type { Order } from "@freightwire/client";
import { ArrowLeft } from "lucide-react";
import { useCallback } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { Overlays, Status } from "../board/status.js";
import { Route } from "../board/columns.js";
import { useTitle } from "../board/presence.js";
import { useTexts } from "../i18n/index.js";
import { Avatars } from "../shell/avatar.js";
import { useKeys } from "../shell/keys.js";
import { NARROW, useMedia } from "../shell/media.js";
import { Conflicts } from "./conflicts.js";
import { Documents } from "./documents.js";
import { EditingProvider, ORDER_TABS, useEditing, useOrderTab } from "./editing.js";
import { History } from "./history.js";
import { Fields } from "./sections.js";
import { Steps } from "./steps.js";
import { TransitionsContext } from "./stop-report.js";
import { ToReview } from "./to-review.js";
import { useTransitions } from "./transitions.js";

export default function OrderPage() {
  const { orderId = "" } = useParams();
  const { t } = useTexts();
  const { order, loading } = useOrder(orderId);
  const navigate = useNavigate();
  useKeys(
    useCallback(
      (key) => {
        if (key !== "Escape") return false;
        void navigate("/");
        return true;
      },
      [navigate],
    ),
  );
  useTitle(order?.number ?? "");
  if (!order) {
    return (
      <div className="empty" aria-busy={loading === "loading"}>
        {loading === "failed" ? <><p>{t("order.notFound")}</p><Link className="button" to="/">{t("order.back")}</Link></> : null}
      </div>
    );
  }
  return <EditingProvider key={order.id} order={order}><Loaded order={order} /></EditingProvider>;
}

function Loaded({ order }: { order: Order }) {
  const { t } = useTexts();
  const transitions = useTransitions(order);
  const { tab, aside } = useOrderTab();
  const isNarrow = useMedia(NARROW);
  const tabs = <Tabs order={order} isNarrow={isNarrow} />;
  return (
    <TransitionsContext.Provider value={transitions}>
      <div className="order">
        <Head order={order} steps={<Steps order={order} transitions={transitions} />} />
        {isNarrow && tabs}
        <div className="order-body">
          {/* Out of sight it stays as it is: what is being typed there is kept. */}
          <div className="order-fields" tabIndex={-1} hidden={isNarrow && tab !== "fields"}>
            <ToReview order={order} />
            <Fields />
          </div>
          <aside className="order-side" aria-label={t(`order.${aside}`)} hidden={isNarrow && tab === "fields"}>
            {!isNarrow && tabs}
            {aside === "documents" ? <Documents order={order} /> : <History order={order} />}
          </aside>
        </div>
        <Conflicts order={order} />
      </div>
    </TransitionsContext.Provider>
  );
}

/** On a narrow screen one part at a time; on a wide one the fields are always there. */
function Tabs({ order, isNarrow }: { order: Order; isNarrow: boolean }) {
  const { t } = useTexts();
  const { tab, aside, show } = useOrderTab();
  const count = order.documents?.length ?? 0;
  const chosen = isNarrow ? tab : aside;
  return (
    <div className="segmented side-tabs" role="group" aria-label={t("order.parts")}>
      {ORDER_TABS.filter((name) => isNarrow || name !== "fields").map((name) => (
        <button key={name} data-tab={name} aria-pressed={name === chosen} onClick={() => { show(name); }}>
          {t(`order.${name}`)} {name === "documents" && count > 0 && <span className="muted">{count}</span>}
        </button>
      ))}
    </div>
  );
}

function Head({ order, steps }: { order: Order; steps: React.ReactNode }) {
  const { t } = useTexts();
  const { others } = useEditing();
  const { data, hold, problem } = order;
  return (
    <header className="order-head">
      <Link to="/" className="button quiet icon" aria-label={t("order.back")}><ArrowLeft aria-hidden /></Link>
      <div className="order-title">
        <div className="row">
          <h1>{order.number}</h1>
          <Status status={order.status} />
          <Overlays order={order} />
          <Saving order={order} />
        </div>
        <div className="row order-sub">
          <span className="truncate">{data.client?.name ?? t("board.unnamed")}</span>
          <Route order={order} />
          {hold && <span className="tag amber">{t("order.holdReason", { reason: hold })}</span>}
          {problem && <span className="tag red">{t("order.problemReason", { kind: t(`problem.${problem.kind}`), reason: problem.reason })}</span>}
        </div>
      </div>
      <span className="grow" />
      <Avatars users={others} />
      {steps}
    </header>
  );
}

function Saving({ order }: { order: Order }) {
  const { t } = useTexts();
  const { pending } = useOptimisticUpdates(order.id);
  const isConnected = useDeskStore((store) => store.isConnected);
  if (pending.length === 0) return null;
  return <span className={isConnected ? "muted" : "tag amber"} role="status" data-testid="saving">{isConnected ? t("order.pending") : t("order.pendingOffline")}</span>;
}
