// What the packages weigh in a page: minified, and compressed as a server would send them. Beyond its bound is an error.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";

/** What is not counted, and the most that it may weigh compressed, in KiB. */
const PACKAGES = {
  "@freightwire/client": { external: [], most: 20 },
  "@freightwire/react": { external: ["react", "react/jsx-runtime"], most: 32 },
};
const WEB = new URL("../", import.meta.url).pathname;
const kib = (bytes) => bytes / 1024;

for (const [name, { external, most }] of Object.entries(PACKAGES)) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from "${name}"`, resolveDir: WEB },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    conditions: ["freightwire-source"],
    external,
  });
  const code = outputFiles[0].contents;
  const compressed = kib(gzipSync(code).length);
  console.log(`${name}: ${kib(code.length).toFixed(1)} KiB, ${compressed.toFixed(1)} KiB compressed (at most ${String(most)})`);
  if (compressed > most) process.exitCode = 1;
}
