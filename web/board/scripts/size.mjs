// What the board weighs: by what is loaded first, and what only where it is needed. Build it before.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** Code that is loaded before anything is shown, compressed, in KiB. */
const MOST_AT_FIRST = 250;
const assets = new URL("../dist/assets/", import.meta.url);
const index = readFileSync(new URL("../dist/index.html", import.meta.url), "utf8");
const kib = (bytes) => bytes / 1024;
let atFirst = 0;
for (const name of readdirSync(assets).filter((one) => /\.(js|mjs|css)$/.test(one)).sort()) {
  const code = readFileSync(new URL(name, assets));
  const compressed = kib(gzipSync(code).length);
  const isFirst = index.includes(name);
  if (isFirst) atFirst += compressed;
  console.log(`${name.padEnd(34)} ${kib(code.length).toFixed(1).padStart(7)} KiB ${compressed.toFixed(1).padStart(7)} KiB compressed  ${isFirst ? "at first" : "where needed"}`);
}
console.log(`at first: ${atFirst.toFixed(1)} KiB compressed (at most ${String(MOST_AT_FIRST)})`);
if (atFirst > MOST_AT_FIRST) process.exitCode = 1;
