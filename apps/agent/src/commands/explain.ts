import { askConsole, openConsole } from "../console/console.ts";
import { AgentError } from "../errors.ts";
import { type CommandContext, chooseWebUrl, findToken } from "./context.ts";

export interface ExplainOptions {
  /** An e-mail, or `anonymous`; the signed-in person when left out. */
  readonly as?: string;
  readonly url?: string;
  readonly org?: string;
}

/** What the console says of an address. */
export interface Explained {
  readonly app: { readonly title: string };
  readonly target: string;
  readonly as: { readonly name: string; readonly email: string } | null;
  readonly verdict: { readonly pass: boolean; readonly code: string; readonly sentence: string };
  readonly readings: readonly {
    readonly path: string;
    readonly pass: boolean;
    readonly code: string;
    readonly rule: { readonly path: string; readonly match: string; readonly level: string } | null;
  }[];
}

/** `homeport explain`: whether somebody may open an address, and by which rule, asked of the gate's own decision. */
export async function explainAddress(
  ctx: CommandContext,
  address: string,
  options: ExplainOptions,
): Promise<void> {
  const webUrl = await chooseWebUrl(ctx, options.url);
  const token = await findToken(ctx, webUrl);
  if (token === null) throw new AgentError("NOT_SIGNED_IN");
  const console = openConsole(webUrl, token, options.org);
  const as =
    options.as === undefined || options.as === "anonymous" ? options.as : { email: options.as };
  const explained = await askConsole(webUrl, () =>
    console.gate.explainUrl.query({ url: address, ...(as === undefined ? {} : { as }) }),
  );
  ctx.output.result(explained, describeExplanation(explained));
}

/** Who asks for what, the verdict, and a line for each way to read the path. */
export function describeExplanation({ app, target, as, verdict, readings }: Explained): string {
  const who = as === null ? "somebody who is not signed in" : describePerson(as);
  return [
    `${app.title} at ${target}, for ${who}`,
    `${verdict.code}: ${verdict.sentence}`,
    ...readings.map(({ path, pass, code, rule }) => {
      const by = rule === null ? "no rule" : `rule ${rule.match} ${rule.path} (${rule.level})`;
      return `  ${pass ? "passes" : "refused"}  ${path}  ${by}${pass ? "" : `, ${code}`}`;
    }),
  ].join("\n");
}

function describePerson({ name, email }: { name: string; email: string }): string {
  return name === email ? email : `${name} <${email}>`;
}
