// What the board weighs: by what is loaded first, and what only where it is needed. Build it before.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const assets = new URL("../dist/assets/", import.meta.url);
const index = readFileSync(new URL("../dist/index.html", import.meta.url), "utf8");
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
for (const name of readdirSync(assets).filter((one) => /\.(js|mjs|css)$/.test(one)).sort()) {
  const code = readFileSync(new URL(name, assets));
  const when = index.includes(name) ? "at first" : "where needed";
  console.log(`${name.padEnd(34)} ${kib(code.length).padStart(11)} ${kib(gzipSync(code).length).padStart(11)} compressed  ${when}`);
}
