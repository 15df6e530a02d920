import { createLimiter } from "@homeport/coordination";
import { createMetrics, createVirtualClock, silentLog } from "@homeport/platform";
import { expect, test } from "vitest";
import { apiRateClasses, type RateContext, takeAddressRate, takeRate } from "./rate.ts";
import { noteBadSignature, takeReadTurn, takeSignedTurn } from "./vault-http/rates.ts";

/** More than the burst of every class. */
const many = 3_000;

function limiter() {
  const metrics = createMetrics({ app: "test", version: "0" });
  const shared = { clock: createVirtualClock(), log: silentLog, metrics };
  return createLimiter({ classes: apiRateClasses, maxReplicas: 1, ...shared });
}

function from(address: string | null): RateContext {
  return { address, deps: { limiter: limiter() } };
}

async function askOften(ask: () => unknown): Promise<void> {
  for (let times = 0; times < many; times += 1) await ask();
}

test.each([null, "nonsense"])(
  "those whose address is unknown (%s) draw from no bucket together, so nobody locks the others out",
  async (address) => {
    const stranger = from(address);
    await askOften(() => takeRate(stranger, null));
    await askOften(() => takeAddressRate(stranger, "pairing"));
    const vaults = limiter();
    await askOften(() => takeReadTurn(vaults, { address, requestId: "r" }));
    await askOften(() => noteBadSignature(vaults, { address, requestId: "r" }));
    takeSignedTurn(vaults, { address, requestId: "r" });
  },
);

test("a person whose address is unknown is limited all the same, and so is a stranger whose address is known", async () => {
  const person = from(null);
  await expect(askOften(() => takeRate(person, "ada"))).rejects.toThrow();
  takeRate(person, "eve");
  const stranger = from("192.0.2.7");
  await expect(askOften(() => takeRate(stranger, null))).rejects.toThrow();
  await expect(askOften(() => takeAddressRate(stranger, "pairing"))).rejects.toThrow();
  takeRate({ ...stranger, address: "192.0.2.8" }, null);
});
