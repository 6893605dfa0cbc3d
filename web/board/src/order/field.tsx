import { CircleAlert, TriangleAlert } from "lucide-react";
import { useRef, useState, type KeyboardEvent } from "react";
import { localeOf } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { Avatar } from "../shell/avatar.js";
import { Tip } from "../shell/tip.js";
import { fieldId, useEditing, type Issue, type Seen } from "./editing.js";
import { labelOf, parsed, typed, valueAt, type FieldType } from "./model.js";
import { leastOf, levelOf, percentOf } from "./sureness.js";
import { useThresholds } from "./thresholds.js";

interface Props {
  path: string;
  type?: FieldType;
  label?: string;
  /** Columns of the section's grid. */
  span?: number;
  choices?: readonly { value: string; text: string }[];
}

interface Draft {
  text: string;
  /** What stood there when the user came in. */
  began: string;
  seen: Seen;
}

/** A field that is read until it is entered, and saved when it is left. */
export function Field({ path, type = "text", label, span = 1, choices }: Props) {
  const { t } = useTexts();
  const { active, issues } = useEditing();
  const { shown, draft, events } = useDraft(path, type);
  const found = issues.get(path) ?? [];
  const isInvalid = draft !== null && !parsed(draft.text, type).ok;
  const id = fieldId(path);
  return (
    <div className="field" style={{ gridColumn: `span ${String(span)}` }} data-active={active === path || undefined} data-level={found[0]?.severity}>
      <div className="field-head">
        <label htmlFor={id}>{label ?? t(`field.${labelOf(path)}`)}</label>
        <Marks path={path} />
      </div>
      <Control type={type} choices={choices} common={{ id, className: "field-input", value: draft?.text ?? shown, "data-path": path, ...events, ...describedBy(id, found, isInvalid) }} />
      {draft && <DraftNote isInvalid={isInvalid} theirs={shown === draft.began ? null : shown} />}
      <Issues path={path} />
    </div>
  );
}

function describedBy(id: string, issues: Issue[], isInvalid: boolean) {
  return {
    "aria-invalid": isInvalid || issues.some((issue) => issue.severity === "error") || undefined,
    "aria-describedby": issues.length > 0 ? `${id}-issues` : undefined,
  };
}

/** What is the matter with what is being typed: no such value, or somebody else has changed the field meanwhile. */
function DraftNote({ isInvalid, theirs }: { isInvalid: boolean; theirs: string | null }) {
  const { t } = useTexts();
  return (
    <>
      {isInvalid && <p className="field-note red" role="alert">{t("toast.invalid")}</p>}
      {theirs !== null && <p className="field-note amber" role="status">{t("order.change")}: {theirs || t("conflict.nothing")}</p>}
    </>
  );
}

/** What is typed, from entering the field to leaving it. */
function useDraft(path: string, type: FieldType) {
  const { language } = useTexts();
  const { order, setActive, enter, commit } = useEditing();
  const shown = typed(valueAt(order.data, path), type, localeOf(language));
  const [draft, setDraft] = useState<Draft | null>(null);
  const isAbandoned = useRef(false);
  const onFocus = () => {
    isAbandoned.current = false;
    setDraft({ text: shown, began: shown, seen: { data: order.data, version: order.version } });
    setActive(path);
    enter(path);
  };
  const onBlur = () => {
    enter(null);
    setDraft(null);
    if (!draft || isAbandoned.current || draft.text.trim() === draft.began.trim()) return;
    const result = parsed(draft.text, type);
    if (result.ok) commit(path, result.value, draft.seen);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape") isAbandoned.current = true;
    else if (event.key !== "Enter" || type === "long") return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.blur();
  };
  const onChange = (event: { target: { value: string } }) => {
    const { value } = event.target;
    setDraft((before) => before && { ...before, text: value });
  };
  return { shown, draft, events: { onFocus, onBlur, onKeyDown, onChange } };
}

interface Common extends ReturnType<typeof describedBy> {
  "data-path": string;
  id: string;
  className: string;
  value: string;
  onFocus: () => void;
  onBlur: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  onChange: (event: { target: { value: string } }) => void;
}

function Control({ type, choices = [], common }: { type: FieldType; choices: Props["choices"]; common: Common }) {
  const { t } = useTexts();
  if (type === "long") return <textarea {...common} rows={3} />;
  const flags = [{ value: "true", text: t("field.yes") }, { value: "false", text: t("field.no") }];
  if (type !== "choice" && type !== "flag") {
    return (
      <input
        {...common} inputMode={type === "number" ? "decimal" : undefined} autoComplete="off" spellCheck={false}
        placeholder={type === "date" ? t("field.dateHint") : undefined}
      />
    );
  }
  const { value: shown } = common;
  const offered = type === "flag" ? flags : choices;
  return (
    <select {...common}>
      <option value="" />
      {offered.map(({ value, text }) => <option key={value} value={value}>{text}</option>)}
      {shown && !offered.some((one) => one.value === shown) && <option value={shown}>{shown}</option>}
    </select>
  );
}

/** Who is in the field, and where its value came from. */
function Marks({ path }: { path: string }) {
  const { t } = useTexts();
  const { order, others } = useEditing();
  const here = others.filter((user) => user.field === path);
  const source = order.sources?.[path];
  return (
    <span className="field-marks">
      {source?.source === "document" && <Sureness path={path} confidence={source.confidence} />}
      {here.map((user) => (
        <Tip key={user.userId} text={t("order.editing", { name: user.username })}>
          <span role="img" aria-label={t("order.editing", { name: user.username })} data-testid="editing"><Avatar id={user.userId} name={user.username} /></span>
        </Tip>
      ))}
    </span>
  );
}

/** How sure the value is that was read; in words, and as a number where it is less than it takes. */
function Sureness({ path, confidence }: { path: string; confidence: number }) {
  const { t } = useTexts();
  const thresholds = useThresholds();
  const level = levelOf(thresholds, path, confidence);
  const isUnsure = level === "medium" || level === "low";
  const percent = percentOf(confidence);
  const least = thresholds && isUnsure ? `, ${t("order.sourceBelow", { least: percentOf(leastOf(thresholds, path)) })}` : "";
  const text = `${t("order.sourceDocument", { percent })}${least}`;
  return <Tip text={text}><span className="confidence" data-level={level} role="img" aria-label={text}>{isUnsure && `${String(percent)} %`}</span></Tip>;
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
