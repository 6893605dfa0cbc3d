import type { OrderPresence } from "@freightwire/client";
import type { CSSProperties } from "react";
import { hue, initials } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { Tip } from "./tip.js";

export function Avatar({ id, name }: { id: string; name: string }) {
  return (
    <span className="avatar" style={{ "--hue": hue(id) } as CSSProperties} aria-hidden>
      {initials(name)}
    </span>
  );
}

/** Who else is there. */
export function Avatars({ users }: { users: OrderPresence }) {
  const { t } = useTexts();
  if (users.length === 0) return null;
  const names = users.map((user) => t("order.viewing", { name: user.username })).join("; ");
  return (
    <Tip text={names}>
      <span className="avatars" role="img" aria-label={names}>
        {users.slice(0, 4).map((user) => (
          <Avatar key={user.userId} id={user.userId} name={user.username} />
        ))}
      </span>
    </Tip>
  );
}
