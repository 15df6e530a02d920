import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type EnvSpec, renderEnvDocs } from "@homeport/platform";
import { checkoutFolder } from "../checkout.ts";

const apps = ["web", "worker", "relay", "agent"];

const head = `# Configuration

Every program reads its environment once, at start, and reports all problems at once. Values are trimmed, and an empty
value counts as unset. A secret may also come from a file, by the name with \`_FILE\` behind it. An unknown \`HOMEPORT_*\`
name is warned about.

This page is generated from the programs' own schemas: change those, then run \`pnpm write-docs\`.
`;

/** The page of all variables, from the \`env.ts\` of every app that has one. */
export async function renderConfiguration(): Promise<string> {
  const specs: Record<string, EnvSpec> = {};
  for (const app of apps) {
    const file = join(checkoutFolder, "apps", app, "src/env.ts");
    if (existsSync(file)) specs[app] = await readSpec(file);
  }
  return `${head}\n${renderEnvDocs(specs)}`;
}

/** An app's own module; its one export of that name is a spec by the type check of that app. */
async function readSpec(file: string): Promise<EnvSpec> {
  const loaded: { envSpec: EnvSpec } = await import(pathToFileURL(file).href);
  return loaded.envSpec;
}
