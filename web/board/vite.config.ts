import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `npm run dev` gives the page with live reload; everything else goes to a system that runs: `make up`. */
const system = process.env["FREIGHTWIRE_BOARD_URL"] ?? "http://127.0.0.1:8000";
const passed = { target: system, ws: true };

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ["freightwire-source", "module", "browser", "development|production"] },
  server: { port: 5173, strictPort: true, proxy: { "/v1": passed, "/api": passed, "/dev": passed, "/unsubscribe": passed } },
  build: { target: "es2022", chunkSizeWarningLimit: 700 },
});
