import type { Entry } from "../../records/entry.ts";
import { type Problem, problem, type Rule } from "../../rules/problem.ts";
import { findWishes } from "../find-compose-problems.ts";
import { type ComposeProblem, isMap, itemsOf, type Report } from "../problem.ts";
import { readCompose } from "../read-compose.ts";
import { checkVariables } from "./check-variables.ts";
import { locateInYaml } from "./locate-in-yaml.ts";
import { checkTemplatePorts } from "./ports.ts";
import {
  allowedVariables,
  appDataVariable,
  fillText,
  imageVariable,
  mapTexts,
} from "./variables.ts";

/** What the rest of an entry needs to know of its template. */
export interface CheckedTemplate {
  /** The names of its services; null where it cannot be read. */
  readonly services: readonly string[] | null;
  readonly problems: readonly Problem[];
}

type EntryOfTemplate = Pick<Entry, "entrypoints" | "settings" | "permissions">;

/** Checks a `compose.yml`: what every compose file may ask for, and what only a template has to keep to. */
export function checkTemplate(path: string, text: string, entry: EntryOfTemplate): CheckedTemplate {
  const { file, problems } = readCompose(text);
  if (file === null) {
    const found = problems.map(({ sentence, place }) =>
      problem(path, "compose/syntax", sentence, { place }),
    );
    return { services: null, problems: found };
  }
  const services = isMap(file["services"]) ? Object.keys(file["services"]) : [];
  const locate = locateInYaml(text);
  const told = (rule: Rule) => (one: ComposeProblem) =>
    problem(path, rule, sentenceOf(one), { key: one.path, place: locate(one.path) });
  const variables = collect((report) => {
    checkVariables(file, "", allowedVariables(entry, services), report);
    checkImages(file, report);
  });
  const shape = collect((report) => checkShape(file, entry, report));
  const wishes = findWishes(asInstalled(file), entry.permissions ?? []);
  return {
    services,
    problems: [
      ...variables.map(told("compose/variable")),
      ...collect((report) => checkNames(services, report)).map(told("compose/service")),
      ...shape.map(told("compose/forbidden")),
      ...wishes.map((one) =>
        told(one.consent === null ? "compose/forbidden" : "compose/permission")(one),
      ),
    ],
  };
}

function sentenceOf({ path, sentence, consent }: ComposeProblem): string {
  const remedy = consent === null ? "" : ` (declare the permission ${consent})`;
  return `${path === "" ? "" : `${path} `}${sentence}${remedy}`;
}

function collect(check: (report: Report) => void): ComposeProblem[] {
  const found: ComposeProblem[] = [];
  check((one) => found.push(one));
  return found;
}

/** What Docker would be handed, with stand-ins for what is not known yet. */
function asInstalled(file: Record<string, unknown>): Record<string, unknown> {
  const filled = mapTexts(file, (text) =>
    fillText(text, (name) => {
      if (name === appDataVariable) return "./data";
      return name.startsWith("HOMEPORT_PORT_") ? "8000" : `\${${name}}`;
    }),
  );
  return isMap(filled) ? filled : {};
}

function checkNames(services: readonly string[], report: Report): void {
  if (services.length === 0)
    report({ path: "services", consent: null, sentence: "has no service" });
  const seen = new Set<string>();
  for (const service of services) {
    const variable = imageVariable(service);
    if (seen.has(variable)) {
      report({
        path: `services.${service}`,
        consent: null,
        sentence: `shares ${variable} with another service`,
      });
    }
    seen.add(variable);
  }
}

function checkImages(file: Record<string, unknown>, report: Report): void {
  for (const [name, service] of servicesOf(file)) {
    const wanted = `\${${imageVariable(name)}}`;
    if (service["image"] === wanted) continue;
    report({ path: `services.${name}.image`, consent: null, sentence: `has to be ${wanted}` });
  }
}

/** What a compose file of one's own may say and a template may not. */
function checkShape(file: Record<string, unknown>, entry: EntryOfTemplate, report: Report): void {
  for (const [name, service] of servicesOf(file)) {
    const path = `services.${name}`;
    if (service["container_name"] !== undefined) {
      report({ path: `${path}.container_name`, consent: null, sentence: "is not allowed here" });
    }
    const own = entry.entrypoints.filter((entrypoint) => entrypoint.service === name);
    checkTemplatePorts(service, path, own, report);
    checkBinds(service, path, report);
  }
  for (const kind of ["configs", "secrets"]) {
    const all = file[kind];
    for (const [name, one] of Object.entries(isMap(all) ? all : {})) {
      if (!isMap(one) || one["file"] === undefined) continue;
      report({ path: `${kind}.${name}.file`, consent: null, sentence: "is a file of the host" });
    }
  }
}

/** A template knows no folder of its own: what it stores lies below the one variable. */
function checkBinds(service: Record<string, unknown>, path: string, report: Report): void {
  for (const [at, mount] of itemsOf(service["volumes"]).entries()) {
    const source = isMap(mount) ? mount["type"] === "bind" && mount["source"] : mount;
    if (typeof source !== "string" || isInData(source)) continue;
    const sentence = `does not lie in \${${appDataVariable}}`;
    report({ path: `${path}.volumes[${at}]`, consent: null, sentence });
  }
}

/** A named volume and a path of the host are judged with the rest of the file. */
function isInData(source: string): boolean {
  const [place = ""] = source.replaceAll(`\${${appDataVariable}}`, "@").split(":");
  if (place.startsWith("@")) return /^@(\/|$)/.test(place) && !place.split("/").includes("..");
  return !/^[.~]/.test(place) && !place.includes("@");
}

function servicesOf(file: Record<string, unknown>): [string, Record<string, unknown>][] {
  const services = isMap(file["services"]) ? Object.entries(file["services"]) : [];
  return services.flatMap(([name, service]) => (isMap(service) ? [[name, service]] : []));
}
