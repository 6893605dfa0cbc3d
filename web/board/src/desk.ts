import { connectDesk, type Desk } from "@freightwire/react";
import { currentToken, type Session } from "./session/session.js";

/** Everything is behind the address that the page came from (docs/decisions/0016-one-address-for-the-board.md). */
export function deskFor({ org, user }: Pick<Session, "org" | "user">): Desk {
  const { origin } = location;
  return connectDesk({
    gatewayUrl: origin,
    ordersUrl: `${origin}/api`,
    notifierUrl: `${origin}/api`,
    token: (ask) => currentToken({ org, user }, ask),
    name: "board/0.1",
    bindings: ["batch.#", "system.#"],
    account: `${org}/${user}`,
  });
}
