import type { Announcement } from "@freightwire/client";
import { useAnnouncements } from "@freightwire/react";
import { Wrench, X } from "lucide-react";
import { useState } from "react";
import { moment } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { useNow } from "./clock.js";

const KEY = "freightwire.maintenance";
const TICK_MS = 15_000;

/** Announced work, until it is over or put away. What was put away comes again when the work begins. */
export function Maintenance() {
  const now = useNow(TICK_MS);
  const announced = useAnnouncements(now);
  const [putAway, setPutAway] = useState<readonly string[]>(stored);
  const hide = (key: string) => {
    const all = [...putAway, key];
    sessionStorage.setItem(KEY, JSON.stringify(all));
    setPutAway(all);
  };
  const isUnderWay = ({ beginsAt }: Announcement) => Date.parse(beginsAt) <= now;
  const keyOf = (one: Announcement) => `${one.id}/${isUnderWay(one) ? "under way" : "ahead"}`;
  const shown = announced.find((one) => !putAway.includes(keyOf(one)));
  return shown ? <Banner announced={shown} isUnderWay={isUnderWay(shown)} hide={() => { hide(keyOf(shown)); }} /> : null;
}

function Banner({ announced, isUnderWay, hide }: { announced: Announcement; isUnderWay: boolean; hide: () => void }) {
  const { t, language, say } = useTexts();
  const { beginsAt, endsAt, message } = announced;
  const when = [
    isUnderWay ? t("maintenance.now") : t("maintenance.from", { from: moment(beginsAt, language) }),
    endsAt ? t("maintenance.until", { until: moment(endsAt, language) }) : "",
  ];
  return (
    <div className={isUnderWay ? "banner amber" : "banner blue"} role="status" data-testid="maintenance">
      <Wrench aria-hidden />
      <span><strong>{t("maintenance.title")} {when.filter(Boolean).join(" ")}.</strong> {say(message)}</span>
      <button className="button quiet icon small" aria-label={t("app.close")} onClick={hide}><X aria-hidden /></button>
    </div>
  );
}

function stored(): string[] {
  return JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as string[];
}
