import type { ReactNode } from "react";
import { Link } from "react-router";
import { useTexts } from "../i18n/index.js";
import { ThresholdsKeeper } from "../order/thresholds.js";
import { DropZone } from "../upload/drop-zone.js";
import { SessionEnding } from "../session/ending.js";
import { UploadPanel } from "../upload/upload-panel.js";
import { Connection, StaleBanner } from "./connection.js";
import { KeysDialog } from "./keys.js";
import { Maintenance } from "./maintenance.js";
import { Mark } from "./mark.js";
import { Names } from "./names.js";
import { Notifications } from "./notifications.js";
import { Reverted } from "./reverted.js";
import { Search } from "./search.js";
import { Toasts } from "./toasts.js";
import { UserMenu } from "./user-menu.js";

export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTexts();
  return (
    <>
      <a className="skip" href="#content">{t("app.skip")}</a>
      <header className="top">
        <Link to="/" className="wordmark" aria-label={`Freightwire – ${t("app.board")}`}>
          <Mark /> <span>Freightwire</span>
        </Link>
        <Search />
        <div className="row top-right">
          <Connection />
          <Notifications />
          <UserMenu />
        </div>
      </header>
      <Maintenance />
      <SessionEnding />
      <StaleBanner />
      <main id="content" className="content" tabIndex={-1}>{children}</main>
      <UploadPanel />
      <DropZone />
      <KeysDialog />
      <Names />
      <ThresholdsKeeper />
      <Reverted />
      <Toasts />
    </>
  );
}
