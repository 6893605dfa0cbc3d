import { Check } from "lucide-react";
import { useTexts } from "../i18n/index.js";
import { STAGES, type Sent } from "./batches.js";

/** How far the reading of one document is: the stages, and the pages where they are known. */
export function Stages({ sent }: { sent: Sent }) {
  const { t } = useTexts();
  const at = sent.stage === "failed" || sent.stage === "refused" || sent.stage === null ? -1 : STAGES.indexOf(sent.stage);
  const isDone = sent.stage === "done";
  return (
    <ol className="stages" aria-label={sent.stage && sent.stage !== "refused" ? t(`stage.${sent.stage}`) : undefined}>
      {STAGES.map((stage, index) => (
        <li key={stage} data-state={isDone || index < at ? "done" : index === at ? "now" : "later"}>
          <span className="bar" aria-hidden />
          <span>{(isDone || index < at) && <Check aria-hidden />}{t(`stage.${stage}`)}{index === at && !isDone && sent.pages && sent.page ? ` ${String(sent.page)}/${String(sent.pages)}` : ""}</span>
        </li>
      ))}
    </ol>
  );
}
