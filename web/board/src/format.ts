/** Values as people write them. */

import type { Order, OrderData } from "@freightwire/client";

type Stop = NonNullable<OrderData["stops"]>[number];
const LOCALES: Record<string, string> = { ro: "ro-RO", en: "en-GB" };

export function localeOf(language: string): string {
  return LOCALES[language] ?? "ro-RO";
}

export function amount(value: number | null | undefined, currency: string | null | undefined, language: string): string {
  if (value === null || value === undefined) return "";
  const digits = Number.isInteger(value) ? 0 : 2;
  const text = new Intl.NumberFormat(localeOf(language), { minimumFractionDigits: digits, maximumFractionDigits: 2 }).format(value);
  return currency ? `${text} ${currency}` : text;
}

export function quantity(value: number | null | undefined, unit: string, language: string): string {
  return value === null || value === undefined
    ? ""
    : `${new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 2 }).format(value)} ${unit}`;
}

/** `2026-11-23` as `23 nov.` */
export function day(value: string | null | undefined, language: string): string {
  if (!value) return "";
  const date = new Date(`${value}T12:00:00Z`);
  if (Number.isNaN(date.getTime())) return value;
  return new Intl.DateTimeFormat(localeOf(language), { day: "numeric", month: "short", timeZone: "UTC" }).format(date);
}

export function moment(value: string | number, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(
    new Date(value),
  );
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

export function ago(at: number, now: number, language: string): string {
  const seconds = Math.round((at - now) / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(localeOf(language), { numeric: "auto", style: "short" }).format(Math.round(seconds / size), unit);
}

export function place(stop: Stop | undefined): string {
  if (!stop) return "";
  return [stop.city, stop.country].filter(Boolean).join(", ");
}

export function firstLoading(data: OrderData): Stop | undefined {
  return data.stops?.find((stop) => stop.kind === "loading") ?? data.stops?.[0];
}

export function lastUnloading(data: OrderData): Stop | undefined {
  const stops = data.stops ?? [];
  return stops.filter((stop) => stop.kind === "unloading").at(-1) ?? (stops.length > 1 ? stops.at(-1) : undefined);
}

/** Sale less purchase, where both are in one currency; null where it cannot be said. */
export function margin(data: OrderData): { value: number; percent: number } | null {
  const { sale, purchase } = data;
  if (!sale?.amount || !purchase?.amount || sale.currency !== purchase.currency) return null;
  const value = sale.amount - purchase.amount;
  return { value, percent: (value / sale.amount) * 100 };
}

/** Weight of the whole load: what was said, else what the lines add up to. */
export function weight(order: Order): number | null {
  const { totals, goods } = order.data;
  if (totals?.grossKg) return totals.grossKg;
  const sum = (goods ?? []).reduce((total, line) => total + (line.grossKg ?? 0), 0);
  return sum > 0 ? sum : null;
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return (words.length > 1 ? `${words[0]?.[0] ?? ""}${words.at(-1)?.[0] ?? ""}` : name.slice(0, 2)).toUpperCase();
}

/** A colour that stays with a person. */
export function hue(id: string): number {
  let hash = 7;
  for (const char of id) hash = (hash * 31 + char.charCodeAt(0)) % 1009;
  return (hash * 137) % 360;
}
