import { readConfig } from "../config/config.ts";
import { startConnect } from "../connect/start-connect.ts";
import { askConsole, openConsole } from "../console/console.ts";
import { AgentError } from "../errors.ts";
import { type CommandContext, chooseWebUrl, findToken } from "./context.ts";
import type { Shutdown } from "./shutdown.ts";

export interface ConnectOptions {
  readonly local: number;
  readonly url?: string;
  readonly org?: string;
}

/**
 * `homeport connect`: a port of this machine that leads to an app which speaks no HTTP, as the signed-in person. It
 * listens until it is stopped, also while the relay is away; only a refusal for good ends it.
 */
export async function connect(
  ctx: CommandContext,
  name: string,
  options: ConnectOptions,
  shutdown: Shutdown,
): Promise<void> {
  const webUrl = await chooseWebUrl(ctx, options.url);
  const token = await findToken(ctx, webUrl);
  if (token === null) throw new AgentError("NOT_SIGNED_IN");
  const console = openConsole(webUrl, token, options.org);
  const app = await askConsole(webUrl, () => console.apps.connection.query({ app: name }));
  if (app.protocol !== "tcp") throw new AgentError("APP_SPEAKS_HTTP", { detail: app.name });
  const { relay } = await readConfig(ctx.folder.configFile);
  await using connection = await startConnect({
    ...{ app, token, relayUrl: new URL(app.relayUrl), localPort: options.local },
    ...{ allowPlaintext: relay.allowPlaintext, clock: ctx.clock, random: ctx.random },
    print: ctx.output.line,
  });
  const { appId, hostName: host } = app;
  const { port } = connection;
  const text = `listening on 127.0.0.1:${port}; Ctrl-C stops it`;
  ctx.output.result({ appId, app: app.name, host, port }, text);
  await Promise.race([shutdown.asked, connection.refused]);
}
