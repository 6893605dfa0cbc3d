import type { Order } from "@freightwire/client";
import { flexRender, getCoreRowModel, getSortedRowModel, useReactTable, type Row } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, type CSSProperties } from "react";
import { Link, useNavigate } from "react-router";
import { useTexts } from "../i18n/index.js";
import { Avatars } from "../shell/avatar.js";
import { useKeys } from "../shell/keys.js";
import { useChanges, type Change } from "./changed.js";
import { columnsFor } from "./columns.js";
import type { Filters } from "./filters.js";
import { usePresenceOf } from "./presence.js";
import { useSelected } from "./selected.js";

/** As in styles/board.css. */
const ROW_PX = 44;
const PHONE_ROW_PX = 84;
const phone = matchMedia("(max-width: 720px)");

declare module "@tanstack/react-table" {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface ColumnMeta<TData, TValue> {
    isNumber?: boolean;
  }
}

export function OrderTable({ orders, filters, change }: { orders: Order[]; filters: Filters; change: (part: Partial<Filters>) => void }) {
  const { t, language } = useTexts();
  const columns = useMemo(() => columnsFor(t, language), [t, language]);
  const sorting = useMemo(() => (filters.sort ? [{ id: filters.sort.column, desc: filters.sort.descending }] : []), [filters.sort]);
  const table = useReactTable({
    data: orders,
    columns,
    state: { sorting },
    getRowId: (order) => order.id,
    enableSortingRemoval: true,
    onSortingChange: (update) => {
      const [next] = typeof update === "function" ? update(sorting) : update;
      change({ sort: next ? { column: next.id, descending: next.desc } : null });
    },
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
  });
  const { rows } = table.getRowModel();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => (phone.matches ? PHONE_ROW_PX : ROW_PX), overscan: 12 });
  const { selected, select } = useRowKeys(rows, (index) => { virtual.scrollToIndex(index); });
  const changes = useChanges();
  const presenceOf = usePresenceOf();
  const template = table.getAllLeafColumns().map((one) => `minmax(${String(one.getSize())}px, ${String(one.getSize())}fr)`).join(" ");
  return (
    <div className="table-scroll" ref={scroller} tabIndex={0} role="region" aria-label={t("app.board")}>
      <div className="table" role="table" aria-rowcount={rows.length + 1} style={{ "--template": template } as CSSProperties}>
        <div role="rowgroup" className="thead">
          <div role="row" className="tr" aria-rowindex={1}>
            {table.getFlatHeaders().map((header) => {
              const sorted = header.column.getIsSorted();
              return (
                <div key={header.id} role="columnheader" className={header.column.columnDef.meta?.isNumber ? "th num" : "th"} aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : "none"}>
                  <button onClick={header.column.getToggleSortingHandler()}>
                    {t(`column.${header.id}`)}
                    {sorted === "asc" && <ArrowUp aria-hidden />}
                    {sorted === "desc" && <ArrowDown aria-hidden />}
                  </button>
                </div>
              );
            })}
          </div>
        </div>
        <div role="rowgroup" className="tbody" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row && (
              <TableRow
                key={row.id} row={row} top={item.start} index={item.index} isSelected={row.id === selected} select={select}
                change={changes.get(row.id)} others={<Avatars users={presenceOf(row.id)} />}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  row: Row<Order>;
  top: number;
  index: number;
  isSelected: boolean;
  select: (id: string) => void;
  change: Change | undefined;
  others: React.ReactNode;
}

function TableRow({ row, top, index, isSelected, select, change, others }: RowProps) {
  const navigate = useNavigate();
  return (
    <div
      role="row" aria-rowindex={index + 2} className="tr" data-order={row.id} data-selected={isSelected || undefined} data-changed={change?.key}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={() => {
        select(row.id);
        void navigate(`/orders/${row.id}`);
      }}
    >
      {row.getVisibleCells().map((cell) => {
        const { id, columnDef } = cell.column;
        const isChanged = change?.columns.has(id) ?? false;
        const content = flexRender(columnDef.cell, cell.getContext());
        return (
          <div key={isChanged ? `${cell.id}/${change?.key ?? ""}` : cell.id} role="cell" className={columnDef.meta?.isNumber ? "td num" : "td"} data-flash={isChanged || undefined}>
            {id === "number" ? (
              <>
                <Link to={`/orders/${row.id}`} onClick={(event) => { event.stopPropagation(); select(row.id); }}>{content}</Link>
                {others}
              </>
            ) : content}
          </div>
        );
      })}
    </div>
  );
}

/** j and k move, Enter opens. */
function useRowKeys(rows: Row<Order>[], show: (index: number) => void) {
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
        const at = now.rows.findIndex((row) => row.id === now.selected);
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
