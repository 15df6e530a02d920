import { plainJson } from "../compose/plain-json.ts";
import { appPortVariable } from "../compose/ports.ts";
import { readCompose } from "../compose/read-compose.ts";
import {
  appDataVariable,
  fillText,
  imageVariable,
  mapTexts,
  portVariable,
} from "../compose/template/variables.ts";
import type { InstallPlan } from "./install-plan.ts";

/** What only the host knows. */
export interface HostFacts {
  /** The values of all settings, those that it made itself included, by variable. */
  readonly settings: Readonly<Record<string, string>>;
  /** The host's ports of all entrypoints but the primary, by name. */
  readonly ports: Readonly<Record<string, number>>;
  readonly url: string;
  readonly host: string;
  readonly timeZone: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Puts values into a template that has no problems: as values, after it has been read, so that none of them can become more than
 * the text that it stands in. The answer is JSON, with the port of the primary entrypoint and the app's folder in the form that
 * every compose file of an app has. Throws for a variable that nothing fills.
 */
export function fillTemplate(plan: InstallPlan, facts: HostFacts): string {
  const { file } = readCompose(plan.template ?? "");
  if (file === null) throw new Error("a template is checked before it is filled");
  const values = valuesOf(plan, facts);
  return plainJson(
    mapTexts(file, (text) =>
      fillText(text, (name) => {
        const value = values.get(name);
        if (value === undefined) throw new Error(`nothing fills ${name}`);
        return value;
      }),
    ),
  );
}

function valuesOf(plan: InstallPlan, facts: HostFacts): Map<string, string> {
  // Compose reads the dollar signs of what it is handed once more.
  const plain = (value: string | number) => String(value).replaceAll("$", "$$$$");
  const ports = plan.entrypoints.flatMap(({ name, isPrimary }): [string, string][] => {
    const port = facts.ports[name];
    if (isPrimary) return [[portVariable(name), appPortVariable]];
    return port === undefined ? [] : [[portVariable(name), plain(port)]];
  });
  const settings = Object.keys(plan.settings).flatMap((name): [string, string][] => {
    const value = facts.settings[name];
    return value === undefined ? [] : [[name, plain(value)]];
  });
  return new Map<string, string>([
    ...settings,
    ...ports,
    ...plan.images.map(({ service, reference }): [string, string] => [
      imageVariable(service),
      plain(reference),
    ]),
    [appDataVariable, "./data"],
    ["HOMEPORT_APP_URL", plain(facts.url)],
    ["HOMEPORT_APP_HOST", plain(facts.host)],
    ["HOMEPORT_TZ", plain(facts.timeZone)],
    ["HOMEPORT_UID", plain(facts.uid)],
    ["HOMEPORT_GID", plain(facts.gid)],
  ]);
}
