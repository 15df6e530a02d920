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

/** What is known of an installation before its host has it. */
export interface AddressFacts {
  readonly url: string;
  readonly host: string;
  /** The host's ports of all entrypoints but the primary, by name. */
  readonly ports: Readonly<Record<string, number>>;
}

/** What only the host knows. */
export interface HostFacts {
  /** The values of all settings, those that it made itself included, by variable. */
  readonly settings: Readonly<Record<string, string>>;
  readonly timeZone: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Puts everything into a template that has no problems but what only its host knows: settings, time zone and user stay variables. The
 * answer is JSON, with the port of the primary entrypoint and the app's folder in the form that every compose file of an app has. Throws
 * for a variable that nothing will ever fill.
 */
export function prepareTemplate(plan: InstallPlan, facts: AddressFacts): string {
  const values = valuesOf(plan, facts);
  const later = new Set([...Object.keys(plan.settings), ...hostVariables]);
  return fill(plan.template ?? "", (name) => {
    const value = later.has(name) ? `\${${name}}` : values.get(name);
    if (value === undefined) throw new Error(`nothing fills ${name}`);
    return value;
  });
}

/**
 * Puts in what the host knows: as values, after the file has been read, so that none of them can become more than the text that it stands
 * in. Variables that are Compose's own stay.
 */
export function fillSettings(file: string, facts: HostFacts): string {
  const values: Readonly<Record<string, string | number>> = {
    ...facts.settings,
    HOMEPORT_TZ: facts.timeZone,
    HOMEPORT_UID: facts.uid,
    HOMEPORT_GID: facts.gid,
  };
  return fill(file, (name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? `\${${name}}` : plain(value);
  });
}

const hostVariables = ["HOMEPORT_TZ", "HOMEPORT_UID", "HOMEPORT_GID"];

function fill(text: string, valueFor: (name: string) => string): string {
  const { file } = readCompose(text);
  if (file === null) throw new Error("a template is checked before it is filled");
  return plainJson(mapTexts(file, (one) => fillText(one, valueFor)));
}

/** Compose reads the dollar signs of what it is handed once more. */
function plain(value: string | number): string {
  return String(value).replaceAll("$", "$$$$");
}

function valuesOf(plan: InstallPlan, facts: AddressFacts): Map<string, string> {
  const ports = plan.entrypoints.flatMap(({ name, isPrimary }): [string, string][] => {
    const port = facts.ports[name];
    if (isPrimary) return [[portVariable(name), appPortVariable]];
    return port === undefined ? [] : [[portVariable(name), plain(port)]];
  });
  return new Map<string, string>([
    ...ports,
    ...plan.images.map(({ service, reference }): [string, string] => [
      imageVariable(service),
      plain(reference),
    ]),
    [appDataVariable, "./data"],
    ["HOMEPORT_APP_URL", plain(facts.url)],
    ["HOMEPORT_APP_HOST", plain(facts.host)],
  ]);
}
