import { useNotifications } from "@freightwire/react";
import { Bell } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { useNavigate } from "react-router";
import { ago } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { useNow } from "./clock.js";

const MOST_COUNTED = 99;

export function Notifications() {
  const { t, language, say } = useTexts();
  const { notifications, unread, markRead, markAllRead, loadMore, problem } = useNotifications();
  const navigate = useNavigate();
  const now = useNow(30_000);
  const [isOpen, setIsOpen] = useState(false);
  // What is read out has what is seen in it.
  const many = unread > MOST_COUNTED ? `${String(MOST_COUNTED)}+` : String(unread);
  const label = unread > 0 ? `${t("notifications.title")}: ${t("notifications.unread", { count: unread, many })}` : t("notifications.title");
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger asChild>
        <button className="button quiet icon bell" aria-label={label} data-testid="notifications">
          <Bell aria-hidden />
          {unread > 0 && <span className="badge" aria-hidden>{many}</span>}
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover notifications" sideOffset={6} align="end" collisionPadding={8} aria-label={t("notifications.title")}>
          <header className="row">
            <h2 className="grow">{t("notifications.title")}</h2>
            {unread > 0 && (
              <button className="button quiet small" onClick={() => void markAllRead()}>{t("notifications.readAll")}</button>
            )}
          </header>
          {problem && <p className="problem">{t("notifications.failed")}</p>}
          {notifications.length === 0 && !problem && <p className="muted pad">{t("notifications.none")}</p>}
          <ul>
            {notifications.map((item) => (
              <li key={item.id}>
                <button
                  className={item.readAt ? "notification" : "notification unread"}
                  onClick={() => {
                    if (!item.readAt) void markRead(item.id);
                    if (item.orderId) {
                      setIsOpen(false);
                      void navigate(`/orders/${item.orderId}`);
                    }
                  }}
                >
                  <span>{say(item.message)}</span>
                  <time className="muted" dateTime={item.createdAt}>{ago(Date.parse(item.createdAt), now, language)}</time>
                </button>
              </li>
            ))}
          </ul>
          {notifications.length >= 50 && (
            <button className="button quiet small" onClick={() => void loadMore()}>{t("notifications.more")}</button>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
