import {
  createDeviceJwk,
  createVaultClient,
  type DeviceJwk,
  jwkSigner,
  memoryPins,
  type Vault,
  type VaultClient,
  type VaultPins,
  type VaultSigner,
} from "@homeport/client/vault";
import { type TestWeb, webUrl } from "./start-web.ts";

/** Changes an answer on its way; `null` leaves it alone. */
export type Tamper = (path: string, body: Record<string, unknown>) => unknown;

export interface ClientOptions {
  readonly pins?: VaultPins;
  readonly tamper?: Tamper;
  /** Acts as this person, too, for what a signer alone may not do. */
  readonly cookie?: string;
  readonly serverKey?: string;
  readonly now?: () => number;
}

/** A client whose requests go to the test's web process, and whose answers may be changed on the way back. */
export function clientAt(
  web: TestWeb,
  signer: VaultSigner,
  options: ClientOptions = {},
): VaultClient {
  const { pins = memoryPins(), tamper, cookie, serverKey, now = Date.now } = options;
  return createVaultClient({
    ...{ baseUrl: webUrl, signer, pins, now },
    ...(serverKey === undefined ? {} : { serverKey }),
    fetch: async (input, init) => {
      const url = new URL(String(input));
      const headers = new Headers(init?.headers);
      if (cookie !== undefined) {
        headers.set("cookie", cookie);
        headers.set("origin", webUrl);
      }
      const answer = await web.ask(url.pathname + url.search, { ...init, headers });
      const isJson = answer.headers.get("content-type")?.startsWith("application/json") === true;
      if (tamper === undefined || !isJson) return answer;
      const body = (await answer.json()) as Record<string, unknown>;
      const changed = tamper(url.pathname, structuredClone(body)) ?? body;
      return Response.json(changed, { status: answer.status });
    },
  });
}

export async function newDevice(): Promise<VaultSigner & { readonly jwk: DeviceJwk }> {
  const jwk = await createDeviceJwk();
  return { ...(await jwkSigner(jwk)), jwk };
}

export function voters(...signers: readonly VaultSigner[]) {
  return signers.map(({ id }, at) => ({ id, role: "voter" as const, label: `Device ${at + 1}` }));
}

/** A vault of one device with a few changes behind it. */
export async function makeHistory(client: VaultClient, length = 3): Promise<Vault> {
  const signers = [{ id: client.signerId, role: "voter" as const, label: "Device" }];
  const vault = await client.createVault({
    ...{ name: "Notes", roster: { threshold: 1, signers }, state: { n: 0 } },
  });
  for (let n = 1; n <= length; n += 1) await vault.merge({ n });
  return vault;
}
