import { useConnectionStatus, useDesk, useDeskStore, useOptimisticUpdates } from "@freightwire/react";
import { X } from "lucide-react";
import { Popover } from "radix-ui";
import { ago, moment } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { useNow } from "./clock.js";

/** Where the connection stands, how old the data is, and what waits to be sent. */
export function Connection() {
  const { t, language } = useTexts();
  const { status, isConnected, transport, problem, retryAt, freshAt } = useConnectionStatus();
  const queue = useDeskStore((store) => store.commandQueue);
  const now = useNow(isConnected ? 10_000 : 1_000);
  const age = isConnected ? t("live.now") : freshAt === null ? "" : t("live.age", { age: ago(freshAt, now, language) });
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button className="connection" data-status={status} data-testid="connection">
          <span className="dot" aria-hidden />
          <span className="visually-hidden">{t(`live.${status}`)}. {age}</span>
          <span className="connection-word" aria-hidden>{t(`live.${status}`)}</span>
          {!isConnected && age && <span className="connection-age" aria-hidden>{age}</span>}
          {queue.length > 0 && <span className="tag amber">{queue.length}</span>}
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover connection-panel" sideOffset={6} align="end" collisionPadding={8} aria-label={t("live.details")}>
          <p>
            <strong>{t(`live.${status}`)}</strong>
            {transport && <span className="muted"> {t("live.over", { transport: TRANSPORTS[transport] })}</span>}
          </p>
          <p className="muted">{age}</p>
          {retryAt !== null && !isConnected && <p className="muted">{t("live.retry", { when: ago(Math.max(retryAt, now), now, language) })}</p>}
          {status === "closed" && problem && <p className="problem">{t("live.stopped", { reason: problem.reason })}</p>}
          <h3>{t("live.queue")}</h3>
          <Waiting />
          <ForDevelopers />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const TRANSPORTS = { websocket: "WebSocket", sse: "Server-Sent Events", longpoll: "long poll", rest: "REST" } as const;

function Waiting() {
  const { t, language } = useTexts();
  const queue = useDeskStore((store) => store.commandQueue);
  const orders = useDeskStore((store) => store.orders);
  const { discardCommand } = useOptimisticUpdates();
  const problem = useDeskStore((store) => store.storageProblem);
  if (queue.length === 0) return <p className="muted">{t("live.noQueue")}</p>;
  return (
    <>
      {problem !== null && <p className="problem">{t("live.unkept")}</p>}
      <ul className="waiting">
        {queue.map((command) => (
          <li key={command.operationId} className="row">
            <span className="grow">
              {orders[command.orderId]?.number ?? "—"} · {command.kind === "transition" ? t(`transition.${command.name}`) : t(`live.${command.kind}`)}
              <span className="muted"> · {moment(command.createdAt, language)}</span>
            </span>
            <button className="button quiet icon small" aria-label={t("live.discard")} onClick={() => void discardCommand(command.operationId)}>
              <X aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** How true the page is: differences from the server that nothing explains are defects, to be reported. */
function ForDevelopers() {
  const { t, language } = useTexts();
  const { client } = useDesk();
  const drift = useDeskStore((store) => store.drift);
  const orders = useDeskStore((store) => store.orders);
  return (
    <details className="for-developers">
      <summary>{t("live.developers")} {drift.found > 0 && <span className="tag red">{drift.found}</span>}</summary>
      <dl>
        <div><dt>{t("live.checks")}</dt><dd>{drift.checks}</dd></div>
        <div data-testid="drift"><dt>{t("live.drift")}</dt><dd>{drift.found}</dd></div>
        <div><dt>{t("live.duplicates")}</dt><dd>{client.duplicates}</dd></div>
        <div><dt>{t("live.held")}</dt><dd>{Object.keys(orders).length}</dd></div>
      </dl>
      {drift.last.slice(-5).map(({ orderId, kind, fields, at }) => (
        <p key={`${orderId}/${String(at)}`} className="muted">{moment(at, language)} · {orders[orderId]?.number ?? orderId} · {kind} {fields.join(", ")}</p>
      ))}
    </details>
  );
}

/** Said across the page while what it shows may be old. */
export function StaleBanner() {
  const { t, language } = useTexts();
  const { status, isConnected, freshAt } = useConnectionStatus();
  const queued = useDeskStore((store) => store.commandQueue.length);
  const now = useNow(5_000);
  if (isConnected || status === "connecting" || (freshAt !== null && now - freshAt < 4_000)) return null;
  return (
    <div className="banner amber" role="status">
      <span>{freshAt === null ? t("live.partial") : t("live.stale", { age: ago(freshAt, now, language) })}</span>
      {queued > 0 && <strong>{t("live.queued", { count: queued })}</strong>}
    </div>
  );
}
