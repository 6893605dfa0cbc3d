/** What a service's refusal says to a person. */

import type { RevertReason } from "@freightwire/react";

type Say = (text: { ro: string; en: string }) => string;

export function reasonText(reason: RevertReason | undefined, say: Say): string {
  const whyNot = reason?.problem?.["whyNot"];
  if (Array.isArray(whyNot) && whyNot.length > 0) {
    return whyNot.map((one: { message: { ro: string; en: string } }) => say(one.message)).join(" ");
  }
  const errors = reason?.problem?.["errors"];
  if (Array.isArray(errors) && errors.length > 0) {
    return errors.map((one: { field: string; message: string }) => `${one.field}: ${one.message}`).join("; ");
  }
  return reason?.message ?? "";
}
