import { defineConfig } from "vitest/config";

const source = { conditions: ["freightwire-source"] };
// A busy machine is not a fault.
const testTimeout = 30_000;

export default defineConfig({
  test: {
    projects: [
      { resolve: source, ssr: { resolve: source }, test: { name: "client", root: "client", testTimeout, include: ["tests/**/*.test.ts"] } },
      {
        resolve: source,
        ssr: { resolve: source },
        test: { name: "react", root: "react", testTimeout, include: ["tests/**/*.test.{ts,tsx}"], environment: "happy-dom" },
      },
      { resolve: source, ssr: { resolve: source }, test: { name: "board", root: "board", testTimeout, include: ["tests/**/*.test.ts"] } },
    ],
  },
});
