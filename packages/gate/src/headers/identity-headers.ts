import type { CompiledRule, HeaderTemplate, TemplatePart } from "../rule/compiled-rule.ts";
import type { TemplateVariable } from "../rule/template.ts";
import { type Principal, personOf } from "../session-cache/principal.ts";
import type { AppEntry } from "../snapshot/entry.ts";
import { encodeHeaderValue } from "./encode-value.ts";

const lastName = "X-Homeport-Request-Id";

/** All but the request's id, by app entry, rule and principal: each of them never changes once it is made. */
const told = new WeakMap<AppEntry, WeakMap<CompiledRule, WeakMap<Principal, readonly string[]>>>();

/**
 * What an app is told about its visitor, names and values in turn: Homeport's own headers, all of them always,
 * empty when unknown, then those that the rule sets, then the request's id.
 */
export function identityHeaders(
  app: AppEntry,
  rule: CompiledRule,
  principal: Principal,
  requestId: string,
): readonly string[] {
  return [...toldOnce(app, rule, principal), lastName, encodeHeaderValue(requestId)];
}

function toldOnce(app: AppEntry, rule: CompiledRule, principal: Principal): readonly string[] {
  const known = told.get(app)?.get(rule)?.get(principal);
  if (known !== undefined) return known;
  const made = makeHeaders(app, rule, principal);
  const byRule = told.get(app) ?? new WeakMap();
  const byPrincipal = byRule.get(rule) ?? new WeakMap();
  told.set(app, byRule.set(rule, byPrincipal.set(principal, made)));
  return made;
}

function makeHeaders(app: AppEntry, rule: CompiledRule, principal: Principal): readonly string[] {
  const facts = factsOf(app, principal);
  const own: readonly [string, string][] = [
    ["X-Homeport-Kind", facts.kind],
    ["X-Homeport-User", facts["user.id"]],
    ["X-Homeport-Name", facts["user.name"]],
    ["X-Homeport-Email", facts["user.email"]],
    ["X-Homeport-Role", facts["user.role"]],
    ["X-Homeport-Org", app.organizationSlug],
    ["X-Homeport-Identity", facts["identity.name"]],
    ["X-Homeport-Identity-Id", app.identity?.fingerprint ?? ""],
  ];
  const templated = rule.headers.map((header) => [header.name, render(header, facts)] as const);
  return [...own, ...templated].flatMap(([name, value]) => [name, encodeHeaderValue(value)]);
}

type Facts = Readonly<Record<TemplateVariable, string>>;

function factsOf(app: AppEntry, principal: Principal): Facts {
  const person = personOf(principal);
  return {
    "user.id": person?.userId ?? "",
    "user.name": person?.name ?? "",
    "user.email": person?.email ?? "",
    "user.role": person?.roles.get(app.organizationId)?.join(",") ?? "",
    "identity.id": app.identity?.id ?? "",
    "identity.name": app.identity?.name ?? "",
    "identity.email": app.identity?.email ?? "",
    "app.name": app.name,
    kind: principal.kind,
  };
}

function render(header: HeaderTemplate, facts: Facts): string {
  return header.parts.map((part) => renderPart(part, facts)).join("");
}

function renderPart(part: TemplatePart, facts: Facts): string {
  return "text" in part ? part.text : facts[part.variable];
}
