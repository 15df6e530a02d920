import {
  ceilingBytes,
  type Json,
  prepareCreation,
  printHash,
  type Roster,
  toBase64Url,
  type VaultMode,
  writePayload,
} from "@homeport/vaults/core";
import { signIn } from "./key-session.ts";
import type { VaultPins } from "./pins.ts";
import { primitivesFor } from "./primitives.ts";
import { type Fields, readFields } from "./read-answer.ts";
import { createTransport, type TransportOptions } from "./transport.ts";
import { Vault } from "./vault.ts";
import { newVaultId } from "./vault-id.ts";

export interface VaultClientOptions extends TransportOptions {
  readonly pins: VaultPins;
  /** The server's key (base64url), where it is known beforehand; else the first one that is seen is kept. */
  readonly serverKey?: string | undefined;
}

export interface NewVault {
  /** A new UUIDv7 unless told. */
  readonly id?: string;
  readonly name: string;
  readonly roster: Roster;
  /** Where a change has to show before it is history; `{kind: "self"}` unless told: nowhere. */
  readonly source?: Readonly<Record<string, Json>> & { readonly kind: string };
  /** JSON, or the bytes of a vault that the server cannot read. */
  readonly state: Json | Uint8Array;
  /** An organization other than the one of the options. */
  readonly organizationId?: string;
}

export interface VaultClient {
  readonly signerId: string;
  /** Signs in by key for eight hours: afterwards reads, changes and signatures ask the signer once instead of twice. */
  signIn(): Promise<{ readonly expiresAt: Date }>;
  /** Creates a vault, as a person of an organization and as its first voter, and follows it. */
  createVault(vault: NewVault): Promise<Vault>;
  /** Vaults that list this signer, a page at a time, as the server tells of them. */
  listVaults(page?: { cursor?: string; limit?: number }): Promise<Fields>;
  /** A vault, followed to where it is now. */
  openVault(vaultId: string): Promise<Vault>;
}

/**
 * A client of vaults for one signer. It believes nothing that a server says of a vault: it computes every commitment, checks
 * every signature, and follows the chain of acknowledgements from what it has pinned.
 */
export function createVaultClient(options: VaultClientOptions): VaultClient {
  const transport = createTransport(options);
  const { pins, serverKey = null } = options;
  const openVault = (vaultId: string) => new Vault({ transport, vaultId, pins, serverKey }).sync();
  return {
    signerId: transport.signerId,
    signIn: () => signIn(transport),
    openVault,
    async createVault(vault) {
      const body = await writeCreation(vault, transport.signer);
      await transport.sendJson({ method: "POST", path: "", by: "actor", body });
      return await openVault(body.id);
    },
    async listVaults(page = {}) {
      const request = { method: "GET", path: "", query: page, by: "signature" } as const;
      return readFields(await transport.sendJson(request));
    },
  };
}

/**
 * The commitment with which a vault of this id will begin, for whoever registers it at a source beforehand. Throws what the
 * core refuses such a vault with.
 */
export async function commitmentOf(
  vault: Pick<NewVault, "roster" | "state"> & { readonly id: string },
): Promise<string> {
  const { prepared } = await prepareVault(vault.id, vault);
  return printHash(prepared.next.commitment);
}

async function prepareVault(
  vaultId: string,
  { roster, state }: Pick<NewVault, "roster" | "state">,
) {
  const mode: VaultMode = state instanceof Uint8Array ? "sealed" : "json";
  const payload = state instanceof Uint8Array ? state : writePayload(state);
  const primitives = await primitivesFor(roster.signers.map(({ id }) => id));
  const creation = { vaultId, mode, roster, payload };
  return { mode, payload, prepared: prepareCreation(primitives, creation, ceilingBytes) };
}

async function writeCreation(vault: NewVault, signer: TransportOptions["signer"]) {
  const { id: vaultId = newVaultId(), name, roster, organizationId } = vault;
  const { mode, payload, prepared } = await prepareVault(vaultId, vault);
  return {
    ...{ id: vaultId, name, mode, threshold: roster.threshold, signers: roster.signers },
    source: vault.source ?? { kind: "self" },
    next: printHash(prepared.next.commitment),
    payloadBase64: toBase64Url(payload),
    signatures: [{ signerId: signer.id, signature: await signer.sign(prepared.signingText) }],
    ...(organizationId === undefined ? {} : { organizationId }),
  };
}
