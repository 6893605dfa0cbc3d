import { defineConfig } from "vitest/config";

const source = { conditions: ["freightwire-source"] };

export default defineConfig({
  test: {
    projects: [
      { resolve: source, ssr: { resolve: source }, test: { name: "client", root: "client", include: ["tests/**/*.test.ts"] } },
      {
        resolve: source,
        ssr: { resolve: source },
        test: { name: "react", root: "react", include: ["tests/**/*.test.{ts,tsx}"], environment: "happy-dom" },
      },
      { resolve: source, ssr: { resolve: source }, test: { name: "board", root: "board", include: ["tests/**/*.test.ts"] } },
    ],
  },
});
