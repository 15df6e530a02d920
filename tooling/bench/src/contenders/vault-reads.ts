import { contender, type Running } from "../contender.ts";
import { startProgram } from "../program.ts";
import { openStores, type Stores } from "../programs/open-stores.ts";
import type { Site } from "../site.ts";
import { type Device, newDevice } from "../vaults/device.ts";
import { openVerbs } from "../vaults/open-verbs.ts";
import { requestTextOf, VaultSet } from "../vaults/vault-set.ts";
import { once, type VaultStage } from "./vault-verbs.ts";

/** Somebody who answers reads of one vault. */
export interface VaultReader extends Running {
  readonly path: string;
  /** Made anew for each leg: a signature is good for five minutes. */
  sign(): Readonly<Record<string, string>>;
  readonly stores: Stores;
}

/** One vault, read by its signer's signature, by the signer's session, and by nothing but the statement. */
export function vaultReads(site: Site, stage: VaultStage) {
  const make = once(async () => {
    const { databaseUrl, secret } = await site.openLab();
    const stores = await openStores(databaseUrl, secret);
    site.stage.stack.use(stores);
    const web = await stage.web();
    const device = newDevice();
    const authority = new URL(web.url).host;
    const plan = { count: 1, stateBytes: 1_024, source: "self", signers: [device] } as const;
    const set = new VaultSet({ ...plan, authority });
    await set.create(await openVerbs(stores));
    const vaultId = set.versions[0]?.vaultId ?? "";
    return { stores, web, device, authority, vaultId, path: `/api/v1/vaults/${vaultId}` };
  });
  return [
    contender<VaultReader>("read-signed", async () => {
      const { stores, web, device, authority, vaultId, path } = await make();
      const asked = { method: "GET", path, vaultId, body: "", authority } as const;
      const sign = () => {
        const timestampMs = Date.now();
        return {
          "x-homeport-signer": device.id,
          "x-homeport-authority": authority,
          "x-homeport-timestamp": String(timestampMs),
          "x-homeport-signature": device.sign(requestTextOf(device, { ...asked, timestampMs })),
        };
      };
      return { ...base(web, authority), path, sign, stores };
    }),
    contender<VaultReader>("read-session", async () => {
      const { stores, web, device, authority, path } = await make();
      const token = await signIn(web.url, device);
      const sign = () => ({ authorization: `Bearer ${token}` });
      return { ...base(web, authority), path, sign, stores };
    }),
    contender<VaultReader>("bare-select", async () => {
      const { stores, device, vaultId } = await make();
      const { databaseUrl, secret } = await site.openLab();
      const args = [databaseUrl, secret, vaultId, device.id];
      const bare = await startProgram(site.stage, "select", "vault-select.ts", args);
      return { ...base(bare, "bare.test"), path: "/", sign: () => ({}), stores };
    }),
  ];
}

function base(program: { role: string; pid: number; port: number }, host: string): Running {
  return { port: program.port, host, headers: {}, programs: [program] };
}

async function signIn(webUrl: string, device: Device): Promise<string> {
  const post = async (step: string, body: unknown) => {
    const answer = await fetch(`${webUrl}/api/keys/signer/${step}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`signing in ended with ${answer.status}`);
    return (await answer.json()) as Record<string, string>;
  };
  const keyId = device.id;
  const { message = "" } = await post("challenge", { keyId });
  const signed = { keyId, message, signature: device.sign(message) };
  const { token = "" } = await post("verify", signed);
  return token;
}
