import { useDeskStore, useRealTimeOrders, type Loading } from "@freightwire/react";
import { PackageOpen } from "lucide-react";
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { useTexts } from "../i18n/index.js";
import { filtersOf, isFiltered, isWanted, paramsOf, type Filters } from "./filters.js";
import { Kanban } from "./kanban.js";
import { useTitle } from "./presence.js";
import { Skeleton } from "./skeleton.js";
import { OrderTable } from "./table.js";
import { Toolbar } from "./toolbar.js";

export function BoardPage() {
  const { t } = useTexts();
  const [params, setParams] = useSearchParams();
  const filters = useMemo(() => filtersOf(params), [params]);
  const change = useCallback(
    (part: Partial<Filters>) => {
      setParams((before) => paramsOf({ ...filtersOf(before), ...part }), { replace: true });
    },
    [setParams],
  );
  const me = useDeskStore((store) => store.user?.id);
  const { orders: all, loading } = useRealTimeOrders();
  const wanted = useMemo(() => all.filter((order) => isWanted(order, filters, me)), [all, filters, me]);
  const orders = useMemo(() => {
    const { status } = filters;
    return status.length > 0 ? wanted.filter((order) => status.includes(order.status)) : wanted;
  }, [wanted, filters]);
  useTitle(t("app.board"));
  return (
    <div className="board">
      <h1 className="visually-hidden">{t("app.board")}</h1>
      <Toolbar filters={filters} change={change} orders={wanted} />
      {orders.length > 0 ? (
        filters.view === "kanban" ? (
          <Kanban orders={orders} status={filters.status} />
        ) : (
          <OrderTable orders={orders} filters={filters} change={change} />
        )
      ) : (
        <Nothing loading={loading} isFiltered={isFiltered(filters)} clear={() => { change({ q: "", status: [], mine: false, attention: false }); }} />
      )}
    </div>
  );
}

function Nothing({ loading, isFiltered, clear }: { loading: Loading; isFiltered: boolean; clear: () => void }) {
  const { t } = useTexts();
  const reconcile = useDeskStore((store) => store.reconcile);
  if (loading === "failed") {
    return (
      <div className="empty">
        <p>{t("app.failed")}</p>
        <button className="button" onClick={() => void reconcile()}>{t("app.again")}</button>
      </div>
    );
  }
  if (loading !== "ready") return <Skeleton />;
  return (
    <div className="empty">
      <PackageOpen aria-hidden />
      <p><strong>{isFiltered ? t("board.noMatch") : t("board.none")}</strong></p>
      {isFiltered ? <button className="button" onClick={clear}>{t("board.clear")}</button> : <p>{t("board.noneHint")}</p>}
    </div>
  );
}
