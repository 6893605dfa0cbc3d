import { Search as Icon } from "lucide-react";
import { useState } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import { useTexts } from "../i18n/index.js";

/** Kept in the address of the board; from another page it leads there. */
export function Search() {
  const { t } = useTexts();
  const [params, setParams] = useSearchParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const isBoard = pathname === "/";
  const inUrl = isBoard ? (params.get("q") ?? "") : "";
  // What is being typed is ahead of the address; null while nobody types.
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? inUrl;
  const change = (value: string) => {
    setTyped(value);
    if (!isBoard) return;
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set("q", value);
        else after.delete("q");
        return after;
      },
      { replace: true },
    );
  };
  return (
    <form
      className="search" role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (isBoard) return;
        setTyped(null);
        void navigate(`/?q=${encodeURIComponent(text)}`);
      }}
    >
      <Icon aria-hidden />
      <input
        id="search" type="search" value={text} placeholder={t("app.search")} aria-label={t("app.search")}
        onBlur={() => { if (isBoard) setTyped(null); }}
        onChange={(event) => { change(event.target.value); }}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (text) change("");
          else event.currentTarget.blur();
        }}
      />
      <kbd aria-hidden>/</kbd>
    </form>
  );
}
