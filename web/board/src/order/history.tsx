import type { Order, OrdersSchemas } from "@freightwire/client";
import { useDesk } from "@freightwire/react";
import { useEffect, useState } from "react";
import { moment } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { useNames } from "../shell/names.js";
import { labelOf } from "./model.js";

interface Said { ro: string; en: string }
type Entry = OrdersSchemas["schemas"]["HistoryEntry"];
const PAGE = 200;

/** What happened to the order, the latest first. */
export function History({ order }: { order: Order }) {
  const { t, language } = useTexts();
  const { orders } = useDesk();
  const names = useNames();
  const [entries, setEntries] = useState<Entry[]>([]);
  const [failed, setFailed] = useState(false);
  const { id, version } = order;
  useEffect(() => {
    let isCurrent = true;
    const load = async () => {
      const all: Entry[] = [];
      let after: number | undefined;
      do {
        const page = await orders.history(id, { limit: PAGE, ...(after === undefined ? {} : { after }) });
        all.push(...page.items);
        after = page.nextAfter ?? undefined;
      } while (after !== undefined && all.length < PAGE * 5);
      if (isCurrent) {
        setEntries(all.reverse());
        setFailed(false);
      }
    };
    load().catch(() => { if (isCurrent) setFailed(true); });
    return () => {
      isCurrent = false;
    };
  }, [orders, id, version]);
  return (
    <div className="history">
      {failed && entries.length === 0 && <p className="muted">{t("history.offline")}</p>}
      <ol>
        {entries.map((entry) => (
          <li key={entry.eventId}>
            <time className="muted" dateTime={entry.at}>{moment(entry.at, language)}</time>
            <span><strong>{entry.actor == null ? t("history.system") : (names[entry.actor] ?? entry.actor)}</strong> <What entry={entry} /></span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function What({ entry }: { entry: Entry }) {
  const { t, say } = useTexts();
  const payload = entry.payload as Record<string, never>;
  const { status, previousStatus, transition, reason, fileName, confidence, changes, state, message } = payload as Record<string, unknown>;
  switch (entry.type) {
    case "order:created":
      return <>{t("history.created")}</>;
    case "order:status_changed":
      return (
        <>
          {t(`transition.${String(transition)}`)}: {t("history.status", { from: t(`status.${String(previousStatus)}`), to: t(`status.${String(status)}`) })}
          {typeof reason === "string" && <span className="muted"> · {t("history.reason", { reason })}</span>}
        </>
      );
    case "order:document_added":
      return <>{t("history.document", { name: fileName })}</>;
    case "order:validation_complete":
      return <>{t("history.read", { percent: Math.round(Number(confidence) * 100) })}</>;
    case "order:processing_failed":
      return <>{t("history.failed")}{message ? `: ${say(message as Said)}` : ""}</>;
    case "order:updated":
      return <Changed names={namesOf(changes, t)} agreed={agreedIn(changes, state, t)} />;
    default:
      return <>{entry.type}</>;
  }
}

const NAMED = 4;

/** Nothing but who answers for a value: somebody has agreed to what a document said. */
function agreedIn(changes: unknown, state: unknown, t: T): string[] {
  if (Object.keys(changes ?? {}).length > 0) return [];
  const { sources = {} } = (state ?? {}) as { sources?: Record<string, { source?: string } | null> };
  const paths = Object.keys(sources).filter((path) => sources[path]?.source === "person");
  return [...new Set(paths.map((path) => `${t(`order.${path.split(".")[0] ?? ""}`, { defaultValue: "" })} · ${t(`field.${labelOf(path)}`, { defaultValue: labelOf(path) })}`))];
}

function Changed({ names: changed, agreed }: { names: string[]; agreed: string[] }) {
  const { t } = useTexts();
  const names = agreed.length > 0 ? agreed : changed;
  const rest = names.length - NAMED;
  return (
    <span title={rest > 0 ? names.join(", ") : undefined}>
      {t(agreed.length > 0 ? "history.agreed" : "history.updated")} {names.slice(0, NAMED).join(", ")} {rest > 0 && <span className="muted">{t("history.more", { count: rest })}</span>}
    </span>
  );
}

type T = (key: string, values?: Record<string, unknown>) => string;

/** What a merge patch touches, in people's words. */
export function namesOf(changes: unknown, t: T): string[] {
  if (typeof changes !== "object" || changes === null) return [];
  return Object.entries(changes as Record<string, unknown>).flatMap(([name, value]) => {
    const group = t(`order.${name}`, { defaultValue: t(`field.${name}`, { defaultValue: name }) });
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [group];
    return Object.keys(value).map((inner) => `${group} · ${t(`field.${labelOf(inner)}`, { defaultValue: inner })}`);
  });
}
