import { Toast } from "radix-ui";
import { X } from "lucide-react";
import { useNavigate } from "react-router";
import { create } from "zustand";
import { useTexts } from "../i18n/index.js";

const MOST = 3;

export interface ToastText {
  /** A newer one with the same key takes its place. */
  key: string;
  title: string;
  text?: string;
  tone?: "red" | "amber";
  orderId?: string;
  action?: string;
}

export const useToasts = create<{ toasts: ToastText[]; show: (toast: ToastText) => void; hide: (key: string) => void }>((set) => ({
  toasts: [],
  show: (toast) => {
    set(({ toasts }) => ({ toasts: [...toasts.filter((one) => one.key !== toast.key), toast].slice(-MOST) }));
  },
  hide: (key) => {
    set(({ toasts }) => ({ toasts: toasts.filter((one) => one.key !== key) }));
  },
}));

export function Toasts() {
  const { t } = useTexts();
  const { toasts, hide } = useToasts();
  const navigate = useNavigate();
  return (
    <Toast.Provider duration={6000} label={t("notifications.title")} swipeDirection="right">
      {toasts.map(({ key, title, text, tone, orderId, action }) => (
        <Toast.Root key={key} className="toast" data-tone={tone} onOpenChange={(isOpen) => { if (!isOpen) hide(key); }}>
          <div className="grow">
            <Toast.Title className="toast-title">{title}</Toast.Title>
            {text && <Toast.Description>{text}</Toast.Description>}
          </div>
          {orderId && action && (
            <Toast.Action asChild altText={action}>
              <button className="button small" onClick={() => void navigate(`/orders/${orderId}`)}>{action}</button>
            </Toast.Action>
          )}
          <Toast.Close className="button quiet icon small" aria-label={t("app.close")}><X aria-hidden /></Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="toasts" />
    </Toast.Provider>
  );
}
