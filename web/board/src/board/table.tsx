import type { Order, OrderPresence } from "@freightwire/client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, useCallback, useEffect, useMemo, useRef, type CSSProperties } from "react";
import { Link, useNavigate } from "react-router";
import { useTexts } from "../i18n/index.js";
import { Avatars } from "../shell/avatar.js";
import { useKeys } from "../shell/keys.js";
import { useChanges, type Change } from "./changed.js";
import { columnsFor, nextSort, sorted, type Column } from "./columns.js";
import type { Filters } from "./filters.js";
import { usePresenceOf } from "./presence.js";
import { useSelected } from "./selected.js";

/** As in styles/board.css. */
const ROW_PX = 44;
const PHONE_ROW_PX = 84;
const phone = matchMedia("(max-width: 720px)");

interface Props {
  orders: Order[];
  filters: Filters;
  change: (part: Partial<Filters>) => void;
}

export function OrderTable({ orders, filters: { sort }, change }: Props) {
  const { t, language } = useTexts();
  const columns = useMemo(() => columnsFor(t, language), [t, language]);
  const rows = useMemo(() => sorted(orders, columns, sort, language), [orders, columns, sort, language]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => (phone.matches ? PHONE_ROW_PX : ROW_PX), overscan: 12 });
  const { selected, select } = useRowKeys(rows, (index) => { virtual.scrollToIndex(index); });
  const changes = useChanges();
  const presenceOf = usePresenceOf();
  const template = columns.map(({ size }) => `minmax(${String(size)}px, ${String(size)}fr)`).join(" ");
  return (
    <div className="table-scroll" ref={scroller} tabIndex={0} role="region" aria-label={t("app.board")}>
      <div className="table" role="table" aria-rowcount={rows.length + 1} style={{ "--template": template } as CSSProperties}>
        <div role="rowgroup" className="thead">
          <div role="row" className="tr" aria-rowindex={1}>
            {columns.map((column) => <Head key={column.id} column={column} sort={sort} change={change} />)}
          </div>
        </div>
        <div role="rowgroup" className="tbody" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const order = rows[index];
            return order && (
              <TableRow
                key={order.id} order={order} columns={columns} top={start} index={index} isSelected={order.id === selected} select={select}
                change={changes.get(order.id)} others={presenceOf(order.id)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Head({ column, sort, change }: { column: Column; sort: Filters["sort"]; change: Props["change"] }) {
  const { t } = useTexts();
  const isSorted = sort?.column === column.id;
  const direction = isSorted ? (sort.descending ? "descending" : "ascending") : "none";
  return (
    <div role="columnheader" className={column.isNumber ? "th num" : "th"} aria-sort={direction}>
      <button onClick={() => { change({ sort: nextSort(column, sort) }); }}>
        {t(`column.${column.id}`)}
        {direction === "ascending" && <ArrowUp aria-hidden />}
        {direction === "descending" && <ArrowDown aria-hidden />}
      </button>
    </div>
  );
}

interface RowProps {
  order: Order;
  columns: readonly Column[];
  top: number;
  index: number;
  isSelected: boolean;
  select: (id: string) => void;
  change: Change | undefined;
  others: OrderPresence;
}

/** Drawn anew only where something of its own is another: the store keeps what has not changed. */
const TableRow = memo(function TableRow({ order, columns, top, index, isSelected, select, change, others }: RowProps) {
  const navigate = useNavigate();
  const path = `/orders/${order.id}`;
  return (
    <div
      role="row" aria-rowindex={index + 2} className="tr" data-order={order.id} data-selected={isSelected || undefined} data-changed={change?.key}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={() => {
        select(order.id);
        void navigate(path);
      }}
    >
      {columns.map(({ id, isNumber, cell }) => {
        const isChanged = change?.columns.has(id) ?? false;
        const content = cell(order);
        return (
          <div key={isChanged ? `${id}/${change?.key ?? ""}` : id} role="cell" className={isNumber ? "td num" : "td"} data-flash={isChanged || undefined}>
            {id === "number" ? (
              <>
                <Link to={path} onClick={(event) => { event.stopPropagation(); select(order.id); }}>{content}</Link>
                <Avatars users={others} />
              </>
            ) : content}
          </div>
        );
      })}
    </div>
  );
}, isSameRow);

/** A change is another object with each look at the feed: it is the same as long as its event is. */
function isSameRow(one: RowProps, other: RowProps): boolean {
  return one.change?.key === other.change?.key
    && (["order", "columns", "top", "index", "isSelected", "select", "others"] as const).every((name) => one[name] === other[name]);
}

/** j and k move, Enter opens. */
function useRowKeys(rows: readonly Order[], show: (index: number) => void) {
  const { selected, select } = useSelected();
  const navigate = useNavigate();
  const latest = useRef({ rows, show, selected });
  useEffect(() => {
    latest.current = { rows, show, selected };
  });
  useKeys(
    useCallback(
      (key) => {
        const now = latest.current;
        const at = now.rows.findIndex((order) => order.id === now.selected);
        if (key === "Enter" && at >= 0 && document.activeElement?.closest("button,a") === null) {
          void navigate(`/orders/${now.selected ?? ""}`);
          return true;
        }
        const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
        if (step === undefined) return false;
        const index = Math.min(now.rows.length - 1, Math.max(0, at + step));
        const row = now.rows[index];
        if (!row) return false;
        select(row.id);
        now.show(index);
        return true;
      },
      [navigate, select],
    ),
  );
  return { selected, select };
}
