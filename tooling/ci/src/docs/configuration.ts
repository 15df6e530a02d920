import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type EnvSpec, envNames, renderEnvDocs, renderEnvExample } from "@homeport/platform";
import { checkoutFolder } from "../checkout.ts";

const replicaApps = ["web", "worker", "relay"];
const apps = [...replicaApps, "agent"];

const head = `# Configuration

Every program reads its environment once, at start, and reports all problems at once. Values are trimmed, and an empty
value counts as unset. A secret may also come from a file, by the name with \`_FILE\` behind it. An unknown \`HOMEPORT_*\`
name is warned about.

This page is generated from the programs' own schemas: change those, then run \`pnpm write-docs\`.
`;

const exampleHead = `# Copy to .env, take in what you need, and hand it to the processes: \`node --env-file=.env …\`.
# Made from the programs' own schemas by \`pnpm write-docs\`; docs/configuration.md says the same as a page.
`;

const namesHead = `/**
 * Every name that a program of Homeport reads. Made from the programs' own schemas by \`pnpm write-docs\`: no program may
 * import another, and one environment often serves them all.
 */`;

/** The page of all variables, from the `env.ts` of every app that has one. */
export async function renderConfiguration(): Promise<string> {
  return `${head}\n${renderEnvDocs(await readSpecs(apps))}`;
}

/** The variables of what an operator runs, as a file to begin with. */
export async function renderEnvironment(): Promise<string> {
  return `${exampleHead}\n${renderEnvExample(await readSpecs(replicaApps))}`;
}

/** A source file with the names of all variables, for the warning about a name that nothing reads. */
export async function renderNamesOfPrograms(): Promise<string> {
  const names = envNames(await readSpecs(apps)).map((name) => `  "${name}",`);
  return [
    namesHead,
    "export const namesOfPrograms: readonly string[] = [",
    ...names,
    "];",
    "",
  ].join("\n");
}

async function readSpecs(names: readonly string[]): Promise<Record<string, EnvSpec>> {
  const specs: Record<string, EnvSpec> = {};
  for (const app of names) {
    const file = join(checkoutFolder, "apps", app, "src/env.ts");
    if (existsSync(file)) specs[app] = await readSpec(file);
  }
  return specs;
}

/** An app's own module; its one export of that name is a spec by the type check of that app. */
async function readSpec(file: string): Promise<EnvSpec> {
  const loaded: { envSpec: EnvSpec } = await import(pathToFileURL(file).href);
  return loaded.envSpec;
}
