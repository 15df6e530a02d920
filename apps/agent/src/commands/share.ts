import { askConsole, openConsole } from "../console/console.ts";
import { AgentError } from "../errors.ts";
import { type CommandContext, chooseWebUrl, findToken } from "./context.ts";

export interface ShareOptions {
  /** How long the link lives, in ms. */
  readonly for: number;
  readonly uses?: number;
  readonly path: string;
  readonly label: string;
  readonly url?: string;
  readonly org?: string;
}

/**
 * `homeport share`: an address that opens an app to whoever holds it, until it ends; made in the console as the
 * signed-in person, and printed this one time.
 */
export async function share(
  ctx: CommandContext,
  name: string,
  options: ShareOptions,
): Promise<void> {
  const webUrl = await chooseWebUrl(ctx, options.url);
  const token = await findToken(ctx, webUrl);
  if (token === null) throw new AgentError("NOT_SIGNED_IN");
  const console = openConsole(webUrl, token, options.org);
  const app = await askConsole(webUrl, () => console.apps.connection.query({ app: name }));
  if (app.protocol !== "http") throw new AgentError("APP_SPEAKS_NO_HTTP", { detail: app.name });
  const { appId } = app;
  const { path, label } = options;
  const made = await askConsole(webUrl, () =>
    console.shareLinks.create.mutate({
      ...{ appId, path, label, ends: { inMs: options.for }, maxUses: options.uses ?? null },
    }),
  );
  const { linkId, url, opensAt, maxUses } = made;
  const expiresAt = made.expiresAt.toISOString();
  const result = { app: app.name, appId, linkId, url, path, opensAt, expiresAt, maxUses };
  ctx.output.result(result, `${url}\n${describe(result)}`);
}

interface Shared {
  readonly app: string;
  readonly path: string;
  readonly opensAt: string | null;
  readonly expiresAt: string;
  readonly maxUses: number | null;
}

function describe({ app, path, opensAt, expiresAt, maxUses }: Shared): string {
  const until = `until ${expiresAt.slice(0, 16).replace("T", " ")} UTC`;
  const uses = maxUses === null ? "" : `, ${maxUses === 1 ? "once" : `${maxUses} times`}`;
  return opensAt === null
    ? `it opens nothing yet: give ${path} of ${app} the level link under Access in the console`
    : `opens ${path} of ${app} ${until}${uses}; it is shown this once`;
}
