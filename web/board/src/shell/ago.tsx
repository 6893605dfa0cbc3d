import { ago } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { useNow } from "./clock.js";

const TICK_MS = 15_000;
const JUST_MS = 60_000;

/** How long ago, kept true; what is less than a minute old is new. */
export function Ago({ at }: { at: string }) {
  const { language } = useTexts();
  const now = useNow(TICK_MS);
  const then = Date.parse(at);
  return <time className="muted truncate" dateTime={at}>{ago(now - then < JUST_MS ? now : then, now, language)}</time>;
}
