import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

const operatorsUrl = () => `${readRun().webUrl}/operator/operators`;

test("an operator adds a key, which signs in and is seen, changes what it may do, and revokes it", async ({
  page,
  playwright,
}) => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const bytes = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const keyId = `ed25519:${bytes.toString("hex")}`;
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page);
  await page.goto(operatorsUrl());
  const added = page.getByRole("region", { name: "Added here" });
  await added.getByRole("button", { name: "Add operator" }).click();
  const dialog = page.getByRole("dialog", { name: "Add an operator" });
  await dialog.getByLabel("E-mail or key").fill("nobody@example.org");
  await dialog.getByRole("button", { name: "Add operator" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Nobody has an account");
  await dialog.getByLabel("E-mail or key").fill(keyId);
  await dialog.getByLabel("Name").fill("Deploy robot");
  await dialog.getByRole("button", { name: "Add operator" }).click();
  const row = added.getByRole("listitem").filter({ hasText: "Deploy robot" });
  await expect(row.getByText("sees everything, changes nothing")).toBeVisible();

  const program = await playwright.request.newContext({ baseURL: readRun().webUrl });
  const asked = await program.post("/api/keys/operator/challenge", { data: { keyId } });
  const { message } = await asked.json();
  const signature = sign(null, Buffer.from(message), privateKey).toString("base64url");
  const signed = await program.post("/api/keys/operator/verify", {
    data: { keyId, message, signature },
  });
  expect(signed.status()).toBe(200);
  const leases = "/api/trpc/fleet.leases.list";
  expect((await program.get(leases)).status()).toBe(200);
  const sessions = page.getByRole("region", { name: "Sessions of keys" });
  await expect(sessions.getByText(/^ed25519:/)).toBeVisible();

  await row.getByRole("button", { name: "Change Deploy robot" }).click();
  const change = page.getByRole("dialog", { name: "What Deploy robot may do" });
  await change.getByLabel("Operate queues").click();
  await change.getByRole("button", { name: "Save" }).click();
  await expect(row.getByText("may operate queues")).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);

  await row.getByRole("button", { name: "Revoke Deploy robot" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke operator" }).click();
  await expect(row).toHaveCount(0);
  await expect(sessions.getByText("No key is signed in.")).toBeVisible();
  expect((await program.get(leases)).status()).toBe(401);
  await program.dispose();
});
