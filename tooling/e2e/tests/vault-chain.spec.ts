import { randomBytes } from "node:crypto";
import { deployRegistry, openRegistry, startNode } from "@homeport/evm";
import { expect, type Page, test } from "@playwright/test";
import { chainPortOf } from "../src/chain-port.ts";
import { readRun, signIn } from "./homeport.ts";
import { editVault, makeKey, timeline, vaultUrl } from "./vault-pages.ts";

type Hex = `0x${string}`;

/** A chain at the address at which the Homeport under test reads one, with a registry and somebody who has keys there. */
async function openChain() {
  const node = await startNode({ port: chainPortOf(Number(new URL(readRun().webUrl).port)) });
  const registry = openRegistry(node.client, await deployRegistry(node));
  const [account = "0x"] = await node.client.getAddresses();
  const salt: Hex = `0x${randomBytes(32).toString("hex")}`;
  return { node, registry, account, salt, key: await registry.keyOf(account, salt) };
}

/** A hash that the page offers to be copied, beside its name. */
async function readHash(page: Page, name: string): Promise<Hex> {
  const term = page.getByRole("term").filter({ hasText: new RegExp(`^${name}$`) });
  const value = page.locator("dl > div").filter({ has: term }).locator("code");
  await expect(value).toHaveText(/^0x[0-9a-f]{64}$/);
  return `0x${((await value.textContent()) ?? "").slice(2)}`;
}

test("a vault on a chain is created in the console, and history once its key has moved deep enough, without a reload", async ({
  page,
}) => {
  await using stack = new AsyncDisposableStack();
  const { node, registry, account, salt, key } = await openChain();
  stack.use(node);
  await signIn(page);
  await makeKey(page, "Laptop");
  await page.goto(vaultUrl("/vaults/new"));
  await page.getByLabel("Name").fill("Treaty");
  await page.getByLabel("First document").fill('{"colour": "green"}');
  await page.getByLabel("Source").click();
  await page.getByRole("option", { name: "A registry on chain 31337" }).click();
  await page.getByLabel("Registry").fill(registry.address);
  await page.getByLabel("Key", { exact: true }).fill(key);
  await page.getByLabel("Final", { exact: true }).click();
  await page.getByRole("option", { name: "Final after 1 confirmation" }).click();
  const initial = await readHash(page, "Commitment");
  await registry.register(account, { salt, signers: [account], threshold: 1, initial });
  await node.mine();
  await page.getByRole("button", { name: "Sign and create" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Treaty" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Head" })).toContainText("final after 1");
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));

  const dialog = await editVault(page, '{"colour": "blue"}');
  await dialog.getByRole("button", { name: "Sign the change" }).click();
  const awaited = page.getByRole("region", { name: "What version 1 waits for" });
  await expect(awaited).toContainText("chain 31337");
  await expect(page.getByRole("region", { name: "Document" })).toContainText('"green"');
  const move = { key, prev: await readHash(page, "from"), next: await readHash(page, "to") };
  expect(move.prev).toBe(initial);
  await registry.advance(account, move);
  await expect(page.getByText("0 of 1 confirmations so far.")).toBeVisible();
  await node.mine();
  await expect(timeline(page).getByText("Canonical")).toHaveCount(2, { timeout: 20_000 });
  await expect(awaited).toBeHidden();
  await expect(page.getByRole("region", { name: "Document" })).toContainText('"blue"');
  expect(await page.evaluate(() => Reflect.get(window, "isSamePage"))).toBe(true);

  await page.goto(vaultUrl("/operator/vaults"));
  const endpoints = page.getByRole("list", { name: "Endpoints of chain 31337" });
  await expect(endpoints).toContainText(/Endpoint 1 *answers in \d+ ms, at block \d+/);
  await node[Symbol.asyncDispose]();
  await expect(endpoints).toContainText("cannot be read: nothing answers at its address", {
    timeout: 15_000,
  });
});
