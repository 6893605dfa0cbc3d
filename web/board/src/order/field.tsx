import { CircleAlert, TriangleAlert } from "lucide-react";
import { useRef, useState, type KeyboardEvent } from "react";
import { localeOf } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { Avatar } from "../shell/avatar.js";
import { Tip } from "../shell/tip.js";
import { fieldId, useEditing, type Seen } from "./editing.js";
import { labelOf, levelOf, parsed, typed, valueAt, type FieldType } from "./model.js";

interface Props {
  path: string;
  type?: FieldType;
  label?: string;
  /** Columns of the section's grid. */
  span?: number;
  choices?: readonly { value: string; text: string }[];
  suggestions?: readonly string[];
}

interface Draft {
  text: string;
  /** What stood there when the user came in. */
  began: string;
  seen: Seen;
}

/** A field that is read until it is entered, and saved when it is left. */
export function Field({ path, type = "text", label, span = 1, choices }: Props) {
  const { t, language } = useTexts();
  const { order, active, setActive, enter, commit, issues } = useEditing();
  const locale = localeOf(language);
  const shown = typed(valueAt(order.data, path), type, locale);
  const [draft, setDraft] = useState<Draft | null>(null);
  const isAbandoned = useRef(false);
  const found = issues.get(path) ?? [];
  const reading = parsed(draft?.text ?? "", type);
  const isInvalid = draft !== null && !reading.ok;
  const isChangedByOthers = draft !== null && shown !== draft.began;
  const id = fieldId(path);

  const begin = () => {
    isAbandoned.current = false;
    setDraft({ text: shown, began: shown, seen: { data: order.data, version: order.version } });
    setActive(path);
    enter(path);
  };
  const end = () => {
    enter(null);
    setDraft(null);
    if (!draft || isAbandoned.current || draft.text.trim() === draft.began.trim()) return;
    const result = parsed(draft.text, type);
    if (result.ok) commit(path, result.value, draft.seen);
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape") isAbandoned.current = true;
    else if (event.key !== "Enter" || type === "long") return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.blur();
  };
  const common = {
    id,
    className: "field-input",
    value: draft?.text ?? shown,
    "aria-invalid": isInvalid || found.some((issue) => issue.severity === "error") || undefined,
    "aria-describedby": found.length > 0 ? `${id}-issues` : undefined,
    "data-path": path,
    onFocus: begin,
    onBlur: end,
    onKeyDown: press,
    onChange: (event: { target: { value: string } }) => {
      const { value } = event.target;
      setDraft((before) => (before ? { ...before, text: value } : before));
    },
  };
  return (
    <div className="field" style={{ gridColumn: `span ${String(span)}` }} data-active={active === path || undefined} data-level={found[0]?.severity}>
      <div className="field-head">
        <label htmlFor={id}>{label ?? t(`field.${labelOf(path)}`)}</label>
        <Marks path={path} />
      </div>
      {type === "choice" ? (
        <select {...common}>
          <option value="" />
          {choices?.map(({ value, text }) => <option key={value} value={value}>{text}</option>)}
          {shown && !choices?.some((one) => one.value === shown) && <option value={shown}>{shown}</option>}
        </select>
      ) : type === "long" ? (
        <textarea {...common} rows={3} />
      ) : (
        <input {...common} type={type === "date" || type === "time" ? type : "text"} inputMode={type === "number" ? "decimal" : undefined} autoComplete="off" spellCheck={false} />
      )}
      {isInvalid && <p className="field-note red" role="alert">{t("toast.invalid")}</p>}
      {isChangedByOthers && <p className="field-note amber" role="status">{t("order.change")}: {shown || t("conflict.nothing")}</p>}
      <Issues path={path} />
    </div>
  );
}

/** Who is in the field, and where its value came from. */
function Marks({ path }: { path: string }) {
  const { t } = useTexts();
  const { order, others } = useEditing();
  const here = others.filter((user) => user.field === path);
  const source = order.sources?.[path];
  const percent = source ? Math.round(source.confidence * 100) : 0;
  return (
    <span className="field-marks">
      {source?.source === "document" && (
        <Tip text={t("order.sourceDocument", { percent })}>
          <span className="confidence" data-level={levelOf(source.confidence)} role="img" aria-label={t("order.sourceDocument", { percent })}>{percent} %</span>
        </Tip>
      )}
      {here.map((user) => (
        <Tip key={user.userId} text={t("order.editing", { name: user.username })}>
          <span role="img" aria-label={t("order.editing", { name: user.username })} data-testid="editing"><Avatar id={user.userId} name={user.username} /></span>
        </Tip>
      ))}
    </span>
  );
}

export function Issues({ path }: { path: string }) {
  const { say } = useTexts();
  const { issues } = useEditing();
  const found = issues.get(path);
  if (!found) return null;
  return (
    <ul id={`${fieldId(path)}-issues`}>
      {found.map((issue) => (
        <li key={issue.id} className={`field-note ${issue.severity === "error" ? "red" : issue.severity === "warning" ? "amber" : ""}`}>
          {issue.severity === "error" ? <CircleAlert aria-hidden /> : <TriangleAlert aria-hidden />} {say(issue.message)}
        </li>
      ))}
    </ul>
  );
}
