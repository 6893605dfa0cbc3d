import type { Order } from "@freightwire/client";
import { Paperclip } from "lucide-react";
import { useMemo } from "react";
import { useTexts } from "../i18n/index.js";
import { useMark, type Found } from "./mark.js";
import { marked, type Mail } from "./texts.js";

/** A mail as people read it. */
export function MailSheet({ mail, fields, order }: { mail: Mail; fields: Found[]; order: Order }) {
  const { t } = useTexts();
  return (
    <article className="text-sheet">
      <h2>{mail.subject || t("mail.noSubject")}</h2>
      <dl>{mail.heads.map(([name, value]) => <div key={name}><dt>{t(`mail.${name}`)}</dt><dd>{value}</dd></div>)}</dl>
      <Marked text={mail.body} fields={fields} order={order} />
      {mail.attachments.length > 0 && (
        <ul className="attachments" aria-label={t("mail.attachments")}>
          {mail.attachments.map(({ name, bytes }, index) => (
            <li key={`${name}/${String(index)}`}><Paperclip aria-hidden /> {name || t("mail.unnamed")} <span className="muted">{t("mail.size", { kilobytes: Math.max(1, Math.round(bytes / 1024)) })}</span></li>
          ))}
        </ul>
      )}
    </article>
  );
}

export function XmlSheet({ text, fields, order }: { text: string; fields: Found[]; order: Order }) {
  return <article className="text-sheet code"><Marked text={text} fields={fields} order={order} /></article>;
}

/** Text in which each value that was read leads to its field. */
function Marked({ text, fields, order }: { text: string; fields: Found[]; order: Order }) {
  const pieces = useMemo(() => marked(text, fields), [text, fields]);
  return (
    <pre>
      {pieces.map((piece, index) => {
        const field = piece.path === null ? undefined : fields.find((one) => one.path === piece.path);
        return field ? <Value key={index} text={piece.text} field={field} order={order} /> : piece.text;
      })}
    </pre>
  );
}

function Value({ text, field, order }: { text: string; field: Found; order: Order }) {
  const { element, attributes, name, sureness } = useMark(field, order);
  return <button ref={element} className="mark" title={`${name} (${sureness})`} {...attributes}>{text}</button>;
}
