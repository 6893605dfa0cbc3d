import { create } from "zustand";

export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];
const KEY = "freightwire.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

export const useTheme = create<{ theme: Theme; set: (theme: Theme) => void }>((set) => ({
  theme: THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "system",
  set(theme) {
    localStorage.setItem(KEY, theme);
    set({ theme });
    show(theme);
  },
}));

export function startTheme(): void {
  show(useTheme.getState().theme);
  dark.addEventListener("change", () => {
    show(useTheme.getState().theme);
  });
}

function show(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
}
