// Writes the examples of the READMEs into files, for tsc to check: each block is a module of its own.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";

const WEB = new URL("../", import.meta.url);
const OUT = new URL("node_modules/.readme/", WEB);

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
for (const name of ["client", "react"]) {
  const text = await readFile(new URL(`${name}/README.md`, WEB), "utf8");
  let count = 0;
  for (const [, kind, code] of text.matchAll(/^```(tsx?)\n([\s\S]*?)^```$/gm)) {
    await writeFile(new URL(`${name}-${String(++count)}.${kind}`, OUT), code);
  }
}
await writeFile(
  new URL("tsconfig.json", OUT),
  JSON.stringify({ extends: "../../tsconfig.base.json", compilerOptions: { jsx: "react-jsx", noEmit: true }, include: ["*.ts", "*.tsx"] }),
);
