import { useConnectionStatus, useDeskStore } from "@freightwire/react";
import { KeyRound } from "lucide-react";
import { useEffect } from "react";
import { moment } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { useNow } from "../shell/clock.js";
import { useSession } from "./session.js";

const AHEAD_MS = 5 * 60_000;

/** With these a gateway turns away whoever has no good token. */
const REFUSED = [401, 4401];

/** A company's token is about to end: said while there is time to finish a thought. Those of the demonstration are renewed. */
export function SessionEnding() {
  const { t, language } = useTexts();
  const { session, isOver, end } = useSession();
  const { status, problem } = useConnectionStatus();
  const queued = useDeskStore((store) => store.commandQueue.length);
  const now = useNow(5_000);
  const endsAt = session && !session.isDevelopment ? (session.endsAt ?? null) : null;
  const hasEnded = endsAt !== null && now >= endsAt;
  // Refused for good, though its time is not up: taken back, or of a key that is used no more.
  const isRefused = status === "closed" && problem !== null && REFUSED.includes(problem.code);
  useEffect(() => {
    if (hasEnded || isRefused) end();
  }, [hasEnded, isRefused, end]);
  if (endsAt === null || isOver || endsAt - now > AHEAD_MS) return null;
  return (
    <div className="banner amber" role="status" data-testid="session-ending">
      <KeyRound aria-hidden />
      <span>{t("signIn.ending", { when: moment(endsAt, language) })} {queued > 0 && t("signIn.kept")}</span>
      <button className="button small" onClick={end}>{t("signIn.again")}</button>
    </div>
  );
}
