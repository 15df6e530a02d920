import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

const stores = {
  DATABASE_URL: "postgres://localhost/homeport",
  REDIS_URL: "redis://localhost",
};

test("wallets may sign for Ethereum alone unless other chains are named", () => {
  expect(readEnv(stores).walletChains).toEqual([1]);
  const named = readEnv({ ...stores, HOMEPORT_SIWE_CHAINS: "1,10,8453" });
  expect(named.walletChains).toEqual([1, 10, 8453]);
});

test.each(["one", "1,", "0", "1 10", "-1"])("%j is no list of chains", (text) => {
  expect(() => readEnv({ ...stores, HOMEPORT_SIWE_CHAINS: text })).toThrow("HOMEPORT_SIWE_CHAINS");
});
