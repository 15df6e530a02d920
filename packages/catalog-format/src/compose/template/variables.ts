import type { Entry } from "../../records/entry.ts";

/** Stands for the folder in which an app keeps what it stores. */
export const appDataVariable = "HOMEPORT_APP_DATA";

const fixed = [
  appDataVariable,
  "HOMEPORT_APP_URL",
  "HOMEPORT_APP_HOST",
  "HOMEPORT_TZ",
  "HOMEPORT_UID",
  "HOMEPORT_GID",
] as const;

/** The variable that a release's image of this service is put in for. */
export function imageVariable(service: string): string {
  return `HOMEPORT_IMAGE_${shout(service)}`;
}

/** The variable that stands for the host's port of an entrypoint. */
export function portVariable(entrypoint: string): string {
  return `HOMEPORT_PORT_${shout(entrypoint)}`;
}

function shout(name: string): string {
  return name.toUpperCase().replaceAll(/[-.]/g, "_");
}

/** Every variable that the template of an entry may use. */
export function allowedVariables(
  entry: Pick<Entry, "entrypoints" | "settings">,
  services: readonly string[],
): ReadonlySet<string> {
  return new Set([
    ...fixed,
    ...services.map(imageVariable),
    ...entry.entrypoints.map(({ name }) => portVariable(name)),
    ...(entry.settings ?? []).map(({ env }) => env),
  ]);
}

const dollar = /\$(?:\$|\{([^{}$]*)\}|[^$]?)/g;
const name = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads the dollar signs of one value: the variables that it names, and each form that is not plain `${NAME}` or `$$`. */
export function readDollars(text: string): { names: string[]; odd: string[] } {
  const names: string[] = [];
  const odd: string[] = [];
  for (const [whole, inside] of text.matchAll(dollar)) {
    if (whole === "$$") continue;
    if (inside !== undefined && name.test(inside)) names.push(inside);
    else odd.push(whole);
  }
  return { names, odd };
}

/** Puts values in for the variables of one text; `$$` stays, as Compose reads it too. */
export function fillText(text: string, fill: (variable: string) => string): string {
  return text.replace(dollar, (whole, inside: string | undefined) =>
    inside === undefined ? whole : fill(inside),
  );
}

/** The same value with every text of it changed; keys stay. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)]),
  );
}
