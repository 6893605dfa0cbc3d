import { Dialog } from "radix-ui";
import { useEffect } from "react";
import { create } from "zustand";
import { useTexts } from "../i18n/index.js";

/** Whether keys belong to a field or a dialog just now. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  const inField = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  return inField || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("[role=dialog],[role=menu]") !== null;
}

/** Calls `handle` for keys that nobody types somewhere. It returns whether it took the key. */
export function useKeys(handle: (key: string, event: KeyboardEvent) => boolean): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!event.defaultPrevented && !isTyping(event) && handle(event.key, event)) event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => {
      removeEventListener("keydown", listen);
    };
  }, [handle]);
}

const useHelp = create<{ isOpen: boolean; set: (isOpen: boolean) => void }>((set) => ({
  isOpen: false,
  set: (isOpen) => {
    set({ isOpen });
  },
}));

const everywhere = (key: string): boolean => {
  if (key === "?") useHelp.getState().set(true);
  else if (key === "/") document.getElementById("search")?.focus();
  else return false;
  return true;
};

const KEYS = [["/", "search"], ["j", "down"], ["k", "up"], ["Enter", "open"], ["Esc", "back"], ["v", "view"], ["m", "move"], ["u", "upload"], ["?", "help"]] as const;

export function KeysDialog() {
  const { t } = useTexts();
  const { isOpen, set } = useHelp();
  useKeys(everywhere);
  return (
    <Dialog.Root open={isOpen} onOpenChange={set}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog keys" aria-describedby={undefined}>
          <Dialog.Title asChild><h2>{t("keys.title")}</h2></Dialog.Title>
          <dl>
            {KEYS.map(([key, name]) => (
              <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t(`keys.${name}`)}</dd></div>
            ))}
          </dl>
          <footer><Dialog.Close className="button">{t("app.close")}</Dialog.Close></footer>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
