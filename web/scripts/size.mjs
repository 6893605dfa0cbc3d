// What the packages weigh in a page: minified, and compressed as a server would send them.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";

const PACKAGES = { "@freightwire/client": [], "@freightwire/react": ["react", "react/jsx-runtime"] };
const WEB = new URL("../", import.meta.url).pathname;

for (const [name, external] of Object.entries(PACKAGES)) {
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
  console.log(`${name}: ${(code.length / 1024).toFixed(1)} KiB, ${(gzipSync(code).length / 1024).toFixed(1)} KiB compressed`);
}
