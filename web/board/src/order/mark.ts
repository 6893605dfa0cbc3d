/** The place of a value in the document that it was read from: lit together with its field, and a way to it. */

import type { Order } from "@freightwire/client";
import { useEffect, useRef } from "react";
import { useTexts } from "../i18n/index.js";
import type { Document } from "./documents.js";
import { goTo, useEditing } from "./editing.js";
import { stablePath } from "./model.js";
import { nameOf } from "./naming.js";
import { levelOf, percentOf } from "./sureness.js";
import { useThresholds } from "./thresholds.js";

export type Found = NonNullable<Document["fields"]>[number];

/** @returns the button's element, its attributes, and what the value is: its field's name, and how sure it is in words. */
export function useMark(field: Found, order: Order) {
  const { t } = useTexts();
  const { active, setActive } = useEditing();
  const thresholds = useThresholds();
  const element = useRef<HTMLButtonElement>(null);
  const path = stablePath(order.data, field.path);
  const isActive = active === path;
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isActive]);
  const attributes = {
    tabIndex: -1,
    "data-level": levelOf(thresholds, field.path, field.confidence),
    "data-active": isActive || undefined,
    onMouseEnter: () => { setActive(path); },
    onClick: () => { goTo(path); },
  };
  return {
    element,
    attributes,
    name: nameOf(field.path, order.data, t),
    sureness: t("documents.confidence", { percent: percentOf(field.confidence) }),
  };
}
