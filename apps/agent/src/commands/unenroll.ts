import { rm } from "node:fs/promises";
import { askConsole, openConsole } from "../console/console.ts";
import { AgentError } from "../errors.ts";
import { type CommandContext, findToken, requireHost } from "./context.ts";
import { askIfRunning } from "./running-agent.ts";

/**
 * `homeport unenroll`: ends this host. The console hears of it first, as the signed-in person, so
 * that a failure leaves everything as it was; then the agent stops, and key and identity are gone.
 */
export async function unenroll(ctx: CommandContext): Promise<void> {
  const host = await requireHost(ctx);
  const token = await findToken(ctx, host.webUrl);
  if (token === null) throw new AgentError("NOT_SIGNED_IN");
  const console = openConsole(host.webUrl, token, host.organizationId);
  await askConsole(host.webUrl, () => console.hosts.revoke.mutate({ hostId: host.hostId }));
  await askIfRunning(ctx, { op: "stop" });
  const { hostFile, keyFile, nextKeyFile, appsFile, wireFile } = ctx.folder;
  for (const file of [hostFile, keyFile, nextKeyFile, appsFile, wireFile]) {
    await rm(file, { force: true });
  }
  ctx.output.result(
    { hostId: host.hostId, enrolled: false },
    `${host.name} is no host any more; its addresses answer "offline" until its apps are removed.`,
  );
}
