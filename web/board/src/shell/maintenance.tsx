import { useEvent } from "@freightwire/react";
import { Wrench, X } from "lucide-react";
import { useState } from "react";
import { moment } from "../format.js";
import { useTexts } from "../i18n/index.js";

interface Announced {
  message: { ro: string; en: string };
  scheduledTime: string;
  until?: string | null | undefined;
}

/** Announced work, until it is over or put away. */
export function Maintenance() {
  const { t, language, say } = useTexts();
  const [announced, setAnnounced] = useState<Announced | null>(null);
  useEvent("system:maintenance", ({ data }) => {
    setAnnounced({ message: data.message, scheduledTime: data.scheduledTime, until: data.until });
  });
  if (!announced) return null;
  return (
    <div className="banner blue" role="status">
      <Wrench aria-hidden />
      <span>
        <strong>{t("maintenance.title")}</strong> {t("maintenance.from", { from: moment(announced.scheduledTime, language) })}
        {announced.until && ` ${t("maintenance.until", { until: moment(announced.until, language) })}`}. {say(announced.message)}
      </span>
      <button className="button quiet icon small" aria-label={t("app.close")} onClick={() => { setAnnounced(null); }}>
        <X aria-hidden />
      </button>
    </div>
  );
}
