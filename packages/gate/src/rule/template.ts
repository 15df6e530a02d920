import { foldHeaderName } from "../headers/fold.ts";
import type { HeaderTemplate, TemplatePart } from "./compiled-rule.ts";

/** What a header template may name. */
export const templateVariables = [
  "user.id",
  "user.name",
  "user.email",
  "user.role",
  "identity.id",
  "identity.name",
  "identity.email",
  "app.name",
  "kind",
] as const;

export type TemplateVariable = (typeof templateVariables)[number];

const known: ReadonlySet<string> = new Set(templateVariables);

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Names that belong to a connection or to its framing, and those by which requests are routed. */
const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "host",
  "cookie",
  "expect",
]);

/** Parses one templated header, or says what is wrong with it. */
export function parseTemplate(
  name: string,
  template: string,
): HeaderTemplate | { problem: string } {
  const folded = foldHeaderName(name);
  if (!token.test(name)) return { problem: `"${name}" is not a header name` };
  if (hopByHop.has(folded) || folded.startsWith("proxy-") || folded.startsWith("x-homeport-")) {
    return { problem: `the header "${name}" cannot be set by a rule` };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is looked for
  if (/[\x00-\x1f\x7f]/.test(template)) return { problem: `"${name}" holds a line break` };
  const parts: TemplatePart[] = [];
  for (const piece of template.split(/(\{[^{}]*\})/).filter((text) => text !== "")) {
    const variable = /^\{(.*)\}$/.exec(piece)?.[1];
    if (variable === undefined) parts.push({ text: piece });
    else if (isVariable(variable)) parts.push({ variable });
    else return { problem: `"${name}" names the unknown variable {${variable}}` };
  }
  return { name, parts };
}

function isVariable(text: string): text is TemplateVariable {
  return known.has(text);
}
