import { hostname } from "node:os";
import { readStrictJson } from "@homeport/client/vault";
import { AgentError } from "../../errors.ts";
import { type CommandContext, chooseWebUrl, findToken } from "../context.ts";
import { type VaultOptions, withVaults } from "./open-vaults.ts";
import { readChangeFile } from "./read-change-file.ts";

export interface CreateOptions extends VaultOptions {
  readonly name: string;
  readonly signer: readonly string[];
  readonly threshold: number;
  readonly source: string;
  readonly state: string;
  /** The state is bytes that the server cannot read. */
  readonly sealed?: boolean;
}

interface Signer {
  readonly id: string;
  readonly role: "voter" | "proposer" | "reader";
  readonly label: string;
}

const roles = ["voter", "proposer", "reader"] as const;

/** `homeport vault create`: a vault whose first voter is this device, made as the signed-in person. */
export async function createVault(ctx: CommandContext, options: CreateOptions): Promise<void> {
  if ((await findToken(ctx, await chooseWebUrl(ctx, options.url))) === null) {
    throw new AgentError("NOT_SIGNED_IN");
  }
  const bytes = await readChangeFile(options.state);
  await withVaults(ctx, options, async (client) => {
    const listed = options.signer.map(readSigner);
    const own = { id: client.signerId, role: "voter", label: hostname().slice(0, 64) } as const;
    const signers = listed.some(({ id }) => id === own.id) ? listed : [own, ...listed];
    const vault = await client.createVault({
      ...{ name: options.name, roster: { threshold: options.threshold, signers } },
      source: readSource(options.source),
      state: options.sealed === true ? new Uint8Array(bytes) : readStrictJson(bytes),
    });
    const { commitment } = vault.head;
    ctx.output.result({ vaultId: vault.id, commitment }, `${vault.id}\ncommitment ${commitment}`);
  });
}

/** `<id>`, `<id>,<role>` or `<id>,<role>,<label>`. */
function readSigner(text: string): Signer {
  const [id = "", named = "voter", ...label] = text.split(",");
  const role = roles.find((one) => one === named);
  if (role === undefined) {
    throw new AgentError("USAGE_WRONG", { detail: `${named} is no role of a signer` });
  }
  return { id, role, label: label.join(",") || id.slice(-8) };
}

/** The kind of a source, or all of its configuration as JSON. */
function readSource(text: string): { readonly kind: string } {
  if (!text.startsWith("{")) return { kind: text };
  const source: unknown = parse(text);
  if (typeof source === "object" && source !== null && "kind" in source) {
    return { ...source, kind: String(source.kind) };
  }
  throw new AgentError("USAGE_WRONG", { detail: "a source names its kind" });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AgentError("USAGE_WRONG", { detail: "the source is no JSON" });
  }
}
