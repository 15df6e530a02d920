import { rm } from "node:fs/promises";
import { askConsole, openConsole } from "../console/console.ts";
import { loginByDevice } from "../console/device-login.ts";
import { AgentError } from "../errors.ts";
import { ensureStateFolder } from "../state/folder.ts";
import { type CommandContext, chooseWebUrl, findToken } from "./context.ts";

/** `homeport login`: signs the command in through a browser and keeps the token (0600). */
export async function login(ctx: CommandContext, options: { url?: string }): Promise<void> {
  const webUrl = await chooseWebUrl(ctx, options.url);
  const token = await loginByDevice({
    webUrl,
    clock: ctx.clock,
    fetch: globalThis.fetch,
    onCode: (code) => {
      ctx.output.line(`Open ${code.verificationUrl}`);
      ctx.output.line(`and approve the code ${code.userCode}. Waiting…`);
    },
  });
  await ensureStateFolder(ctx.folder);
  await ctx.files.user.write({ webUrl, token });
  const me = await readMe(webUrl, token);
  ctx.output.result({ signedIn: true, webUrl, ...me }, `Signed in to ${webUrl} as ${me.email}.`);
}

/** `homeport logout`: ends the session at the console, then forgets the token. */
export async function logout(ctx: CommandContext): Promise<void> {
  const user = await ctx.files.user.read();
  if (user === null) throw new AgentError("NOT_SIGNED_IN");
  const console = openConsole(user.webUrl, user.token);
  await askConsole(user.webUrl, async () => {
    const me = await console.session.me.query();
    if (me !== null) await console.account.sessions.revoke.mutate({ sessionId: me.sessionId });
  });
  await rm(ctx.folder.userFile, { force: true });
  ctx.output.result({ signedIn: false }, "Signed out.");
}

/** `homeport whoami`: who the command acts as, asked of the console now. */
export async function whoami(ctx: CommandContext): Promise<void> {
  const webUrl = await chooseWebUrl(ctx, undefined);
  const token = await findToken(ctx, webUrl);
  if (token === null) throw new AgentError("NOT_SIGNED_IN");
  const me = await readMe(webUrl, token);
  ctx.output.result({ webUrl, ...me }, `${me.name} <${me.email}> at ${webUrl}`);
}

async function readMe(webUrl: string, token: string): Promise<{ name: string; email: string }> {
  const me = await askConsole(webUrl, () => openConsole(webUrl, token).session.me.query());
  if (me === null) throw new AgentError("NOT_SIGNED_IN");
  return { name: me.name, email: me.email };
}
