import "@fontsource-variable/inter";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/shell.css";
import "./styles/board.css";
import "./styles/order.css";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { startTexts } from "./i18n/index.js";
import { startTheme } from "./shell/theme.js";

startTheme();
startTexts();
const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
createRoot(root).render(<App />);
if (import.meta.env.PROD && "serviceWorker" in navigator) void navigator.serviceWorker.register("/worker.js");
