// Makes the types of events and of the services' REST interfaces from docs/asyncapi.json and docs/openapi*.json.
// With --check it writes nothing and fails where the files differ from what it would write.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const DOCS = new URL("../../../docs/", import.meta.url);
const SOURCE = new URL("../src/", import.meta.url);
const OPTIONS = { alphabetize: true, defaultNonNullable: false, emptyObjectsUnknown: true };
const HEAD = (source) => `// Made by scripts/generate.mjs from docs/${source}: do not edit, run "npm run generate".\n\n`;

// Titles only repeat the names.
const withoutTitle = (key, value) => (key === "title" && typeof value === "string" ? undefined : value);
const json = async (name) => JSON.parse(await readFile(new URL(name, DOCS), "utf8"), withoutTitle);

/** Types of all schemas of a document, as components["schemas"]["Name"]. */
async function types(document) {
  return astToString(await openapiTS(document, OPTIONS));
}

async function events() {
  const api = await json("asyncapi.json");
  const schemas = await types({
    openapi: "3.1.0",
    info: { title: "events", version: "1" },
    paths: {},
    components: { schemas: api.components.schemas },
  });
  const messages = Object.entries(api.components.messages).map(([schema, message]) => ({ schema, ...message }));
  const doc = (message) => `  /** ${message.summary.replace(/\s+/g, " ")} */\n`;
  const map = messages.map((m) => `${doc(m)}  "${m.name}": components["schemas"]["${m.schema}"];\n`).join("");
  const durable = messages.filter((m) => m["x-durable"]).map((m) => `  "${m.name}",\n`).join("");
  return [
    HEAD("asyncapi.json"),
    schemas,
    `\n/** Events by their names, with what is in their data. */\nexport interface EventData {\n${map}}\n`,
    `\n/** Events that are kept and resumed; all others are told once, to who is there. */\n`,
    `export const DURABLE_EVENTS: ReadonlySet<string> = new Set<keyof EventData>([\n${durable}]);\n`,
  ].join("");
}

async function service(name) {
  const api = await json(name);
  return HEAD(name) + (await types({ ...api, info: { ...api.info, title: name } }));
}

const FILES = {
  "events/generated.ts": events,
  "rest/generated.ts": () => service("openapi.json"),
  "rest/notifier.generated.ts": () => service("openapi-notifier.json"),
};
const check = process.argv.includes("--check");
let stale = false;
for (const [path, make] of Object.entries(FILES)) {
  const file = new URL(path, SOURCE);
  const made = await make();
  if (!check) {
    await writeFile(file, made);
  } else if (made !== (await readFile(file, "utf8").catch(() => ""))) {
    console.error(`web/client/src/${path} is not what docs/ says: run "npm run generate" in web/`);
    stale = true;
  }
}
process.exitCode = stale ? 1 : 0;
