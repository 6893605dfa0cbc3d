import { useTexts } from "../i18n/index.js";

const ROWS = 12;

/** Where orders will be in a moment. */
export function Skeleton() {
  const { t } = useTexts();
  return (
    <div className="skeletons" aria-busy="true">
      <p className="visually-hidden" role="status">{t("app.loading")}</p>
      {Array.from({ length: ROWS }, (_, row) => (
        <div key={row} className="skeleton-row" aria-hidden>
          <span style={{ width: 96 }} /><span style={{ width: 88 }} /><span style={{ width: `${String(150 + ((row * 37) % 60))}px` }} /><span style={{ width: `${String(120 + ((row * 53) % 70))}px` }} /><span className="grow" /><span style={{ width: 64 }} />
        </div>
      ))}
    </div>
  );
}
