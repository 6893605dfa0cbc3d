import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { en } from "./en.js";
import { ro } from "./ro.js";

export const LANGUAGES = ["ro", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
const KEY = "freightwire.language";

export function startTexts(): void {
  const lng = LANGUAGES.find((one) => one === localStorage.getItem(KEY)) ?? (navigator.language.startsWith("ro") ? "ro" : "en");
  document.documentElement.lang = lng;
  void i18next.use(initReactI18next).init({
    lng,
    fallbackLng: "ro",
    resources: { ro: { translation: ro }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
}

export function setLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

type Said = Readonly<Record<Language, string>>;

/** The same function each time, so that what depends on it need not be drawn anew. */
const SAY: Record<Language, (text: Said) => string> = { ro: (text) => text.ro, en: (text) => text.en };

/** Texts and the language. A service's texts come in both: `say({ ro, en })`. */
export function useTexts() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === "en" ? "en" : "ro";
  return { t: t as (key: string, values?: Record<string, unknown>) => string, language, say: SAY[language] };
}
