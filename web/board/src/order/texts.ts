/** Documents that are text: a mail in its parts, XML laid out, and the values that were read marked in both. */

import type { Address } from "postal-mime";

export type Piece = { text: string; path: string | null };

export interface Mail {
  subject: string;
  /** Header names and what they say, those that people look at. */
  heads: [name: "from" | "to" | "date", value: string][];
  body: string;
  attachments: { name: string; bytes: number }[];
}

export interface ReadValue {
  path: string;
  raw: string;
}

const LONGEST = 400_000;
const INDENT = "  ";

/** A mail's text, without anything that a stranger's HTML could do. */
export async function readMail(blob: Blob): Promise<Mail> {
  const { default: PostalMime } = await import("postal-mime");
  const mail = await PostalMime.parse(await blob.arrayBuffer());
  const people = (all: readonly Address[] | undefined) =>
    (all ?? []).map(({ name, address }) => (address && name ? `${name} <${address}>` : (address ?? name))).filter(Boolean).join(", ");
  const heads: Mail["heads"] = [["from", people(mail.from ? [mail.from] : [])], ["to", people(mail.to)], ["date", mail.date ?? ""]];
  return {
    subject: mail.subject ?? "",
    heads: heads.filter(([, value]) => value !== ""),
    body: (mail.text ?? textOf(mail.html ?? "")).trim().slice(0, LONGEST),
    attachments: mail.attachments.map(({ filename, content }) => ({
      name: filename ?? "",
      bytes: typeof content === "string" ? content.length : content.byteLength,
    })),
  };
}

function textOf(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const element of page.querySelectorAll("style, script")) element.remove();
  for (const element of page.querySelectorAll("br, p, div, tr, li")) element.append("\n");
  return (page.body.textContent).replace(/[^\S\n]+/gu, " ").replace(/\n\s*\n\s*/gu, "\n\n");
}

/** XML with a line for each element; what is no XML stays as it is. */
export function laidOut(xml: string): string {
  const parsed = new DOMParser().parseFromString(xml, "application/xml");
  if (parsed.querySelector("parsererror")) return xml.slice(0, LONGEST);
  return lines(parsed.documentElement, "").join("\n").slice(0, LONGEST);
}

function lines(element: Element, indent: string): string[] {
  const attributes = [...element.attributes].map(({ name, value }) => ` ${name}="${value}"`).join("");
  const text = element.textContent.trim();
  const tag = element.tagName;
  if (element.children.length === 0) return [`${indent}<${tag}${attributes}${text ? `>${text}</${tag}>` : "/>"}`];
  const inner = [...element.children].flatMap((child) => lines(child, indent + INDENT));
  return [`${indent}<${tag}${attributes}>`, ...inner, `${indent}</${tag}>`];
}

/** The text in pieces: each value that was read is a piece of its own, where it is found first and is no part of a word. */
export function marked(text: string, values: readonly ReadValue[]): Piece[] {
  const found: { at: number; end: number; path: string }[] = [];
  for (const { path, raw } of [...values].sort((one, other) => other.raw.length - one.raw.length)) {
    const at = placeOf(text, raw, found);
    if (at >= 0) found.push({ at, end: at + raw.length, path });
  }
  found.sort((one, other) => one.at - other.at);
  const pieces: Piece[] = [];
  let from = 0;
  for (const { at, end, path } of found) {
    if (at > from) pieces.push({ text: text.slice(from, at), path: null });
    pieces.push({ text: text.slice(at, end), path });
    from = end;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), path: null });
  return pieces;
}

const WORD = /[\p{L}\p{N}]/u;

function placeOf(text: string, raw: string, taken: readonly { at: number; end: number }[]): number {
  if (raw.trim() === "") return -1;
  for (let at = text.indexOf(raw); at >= 0; at = text.indexOf(raw, at + 1)) {
    const end = at + raw.length;
    const isWhole = !(WORD.test(text[at - 1] ?? "") && WORD.test(raw[0] ?? "")) && !(WORD.test(text[end] ?? "") && WORD.test(raw.at(-1) ?? ""));
    if (isWhole && taken.every((other) => end <= other.at || at >= other.end)) return at;
  }
  return -1;
}
