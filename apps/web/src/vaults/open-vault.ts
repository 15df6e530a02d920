import {
  createVaultClient,
  type IdbFactory,
  indexedDbPins,
  type Vault,
  type VaultClient,
} from "@homeport/client/vault";
import type { DeviceKey } from "../vault-keys/key-store.ts";
import { type LocalSigner, signerOfKey } from "./local-signer.ts";

/** One client a signer and one follower a vault: each keeps what it has seen, and what it must not forget. */
const clients = new Map<string, Promise<VaultClient>>();
const vaults = new Map<string, Promise<Vault>>();

/** The client of a signer. A wallet signs in first, so that reading asks its owner nothing. */
export function clientOf(signer: LocalSigner): Promise<VaultClient> {
  return kept(clients, signer.id, async () => {
    const client = createVaultClient({
      baseUrl: window.location.origin,
      signer: await signer.open(),
      pins: browserPins(),
    });
    if (signer.kind === "wallet") await client.signIn();
    return client;
  });
}

/** A vault as this signer's client follows it; see `Vault` for what it refuses. */
export async function openVault(signer: LocalSigner, vaultId: string): Promise<Vault> {
  return await kept(vaults, `${signer.id} ${vaultId}`, async () =>
    (await clientOf(signer)).openVault(vaultId),
  );
}

/** The vaults that list a key, as far as one page goes. */
export async function listVaultsOf(key: DeviceKey): Promise<{ id: string; name: string }[]> {
  const { items } = await (await clientOf(signerOfKey(key))).listVaults({ limit: 100 });
  return Array.isArray(items) ? items.filter(isNamed) : [];
}

function isNamed(item: unknown): item is { id: string; name: string } {
  if (typeof item !== "object" || item === null) return false;
  return (
    typeof Reflect.get(item, "id") === "string" && typeof Reflect.get(item, "name") === "string"
  );
}

/** The client asks for less of IndexedDB than browsers type: their handlers are handed an event, which it does not read. */
function browserPins() {
  return indexedDbPins(indexedDB as unknown as IdbFactory);
}

/** What is made once; a try that failed is made again. */
function kept<Value>(
  all: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const known = all.get(key);
  if (known !== undefined) return known;
  const made = make();
  all.set(key, made);
  made.catch(() => all.delete(key));
  return made;
}
