import { join, resolve } from "node:path";
import { enrollMachine } from "../console/enroll.ts";
import { AgentError } from "../errors.ts";
import { type HostKey, readHostKey } from "../state/host-key.ts";
import { type CommandContext, chooseWebUrl, findToken } from "./context.ts";

export interface EnrollOptions {
  readonly code?: string;
  readonly url?: string;
  readonly name?: string;
  readonly org?: string;
  /** State folder of another host that this machine is. */
  readonly machineOf?: string;
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
    machineKey: options.machineOf === undefined ? null : await keyIn(options.machineOf),
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

/** Throws NOT_ENROLLED for a folder without a key. */
async function keyIn(folder: string): Promise<HostKey> {
  const file = join(resolve(folder), "host.key");
  const key = await readHostKey(file);
  if (key === null) throw new AgentError("NOT_ENROLLED", { detail: file });
  return key;
}
