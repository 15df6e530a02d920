import { fileURLToPath } from "node:url";
import { deployRegistry, type EvmNode, localChainId, startNode } from "@homeport/evm";
import { needs, type SpawnedApp, spawnApp } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Guide, openGuide } from "./run-guide.ts";
import { buildPages, secret, startWeb, type TestWeb } from "./start-web.ts";

const page = new URL("../../../docs/guides/vaults-on-a-chain.md", import.meta.url);
const entryOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let node: EvmNode;
let registry: string;
let web: TestWeb;
let worker: SpawnedApp;
let guide: Guide;
beforeAll(async () => {
  const [started] = await Promise.all([startNode(), buildPages()]);
  node = started;
  registry = await deployRegistry(node);
  const chains = { [localChainId]: { rpcUrls: [node.url], registries: [registry] } };
  const env = { HOMEPORT_VAULT_CHAINS: JSON.stringify(chains) };
  web = await startWeb(env, { atItsPort: true });
  worker = spawnApp({
    entry: entryOf("../../worker/src/main.ts"),
    env: {
      ...{ HOMEPORT_STAGE: "test", HOMEPORT_SECRET: secret, HOMEPORT_OPS_ADDR: "127.0.0.1:0" },
      ...web.stores,
      ...env,
    },
  });
  guide = await openGuide(web);
}, 180_000);
afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await web[Symbol.asyncDispose]();
  await node[Symbol.asyncDispose]();
  await guide[Symbol.asyncDispose]();
});

const { skip } = needs("openssl");

test("the guide to vaults on a chain has commands that do what it says", {
  ...{ skip, timeout: 120_000 },
}, async () => {
  const evm = entryOf("../../../tooling/evm/src/commands/evm.ts");
  const { code, stdout, stderr } = await guide.run(page, {
    env: { REGISTRY: registry },
    lines: [`pnpm() { shift 2; '${process.execPath}' '${evm}' "$@" --url '${node.url}'; }`],
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^nonce 1 waits for the vault's source\nprev 0x[0-9a-f]{64}\nnext 0x/m);
  expect(stdout).toContain("waits for its source: ");
  expect(stdout.trim().split("\n").at(-1)).toMatch(/^nonce 1 {2}0x[0-9a-f]{64}$/);
});
