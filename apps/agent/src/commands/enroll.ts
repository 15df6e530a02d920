import { enrollMachine } from "../console/enroll.ts";
import { AgentError } from "../errors.ts";
import { type CommandContext, chooseWebUrl, findToken } from "./context.ts";

export interface EnrollOptions {
  readonly code?: string;
  readonly url?: string;
  readonly name?: string;
  readonly org?: string;
}

/** `homeport enroll`: makes this machine a host, by a code or as the signed-in person. */
export async function enroll(ctx: CommandContext, options: EnrollOptions): Promise<void> {
  const webUrl = await chooseWebUrl(ctx, options.url);
  const token = await findToken(ctx, webUrl);
  if (options.code === undefined && token === null) {
    throw new AgentError("NOT_SIGNED_IN", { detail: "and no --code was given" });
  }
  const { host, created } = await enrollMachine(ctx.folder, ctx.files, {
    webUrl,
    code: options.code,
    token,
    name: options.name,
    organization: options.org,
  });
  const { hostId, name, relayUrl } = host;
  ctx.output.result(
    { hostId, name, relayUrl, webUrl: host.webUrl, created },
    [
      created
        ? `This machine is now the host ${name}.`
        : `This machine is the host ${name} already.`,
      `  id      ${hostId}`,
      `  relay   ${relayUrl}`,
      "Next: homeport up",
    ].join("\n"),
  );
}
