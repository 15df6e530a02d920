import { expect, type Page, test } from "@playwright/test";
import postgres from "postgres";
import { totpNow } from "./authenticator.ts";
import { fillSignIn, readRun, signIn } from "./homeport.ts";
import { injectWallet } from "./wallet.ts";

const securityUrl = () => `${readRun().webUrl}/settings/security`;

/** Everything here is about the one account that all tests share: it is left as it was found. */
async function inStore(statement: string): Promise<void> {
  const sql = postgres(readRun().databaseUrl, { max: 1, onnotice: () => undefined });
  await sql.unsafe(statement);
  await sql.end();
}

test.afterEach(() =>
  inStore(
    "DELETE FROM two_factors; DELETE FROM passkeys; DELETE FROM wallet_addresses; DELETE FROM sign_in_failures; UPDATE users SET two_factor_enabled = false",
  ),
);

/** Leaves the browser at the sign-in page, as one that nobody has signed in with. */
async function signOut(page: Page): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${readRun().webUrl}/sign-in`);
}

async function expectSignedIn(page: Page): Promise<void> {
  await expect(page.getByRole("navigation").first()).toBeVisible();
}

/** Sets an authenticator app up; answers its secret, the code that this took, and the backup codes. */
async function setUpApp(page: Page) {
  await page.getByRole("button", { name: "Set up an app" }).click();
  const dialog = page.getByRole("dialog");
  const secret = (await dialog.locator("code").textContent()) ?? "";
  const usedCode = totpNow(secret);
  await dialog.getByLabel("Code").fill(usedCode);
  await dialog.getByRole("button", { name: "Turn on" }).click();
  const codes = dialog.getByRole("list", { name: "Backup codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  const backupCodes = await codes.allTextContents();
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("10 codes left")).toBeVisible();
  return { secret, usedCode, backupCodes };
}

test("a code is asked for after password and wallet, and not after a passkey whose holder was checked", async ({
  page,
}) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const address = await injectWallet(page);
  await signIn(page);
  await page.goto(securityUrl());

  await page.getByRole("button", { name: "Add passkey" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Blue key");
  await page.getByRole("dialog").getByRole("button", { name: "Continue" }).click();
  const passkeys = page.getByRole("region", { name: "Passkeys" });
  await expect(passkeys.getByText("Blue key")).toBeVisible();
  await page.getByRole("button", { name: "Link wallet" }).click();
  await expect(page.getByTitle(address)).toBeVisible();
  const { secret, usedCode, backupCodes } = await setUpApp(page);

  await signOut(page);
  await fillSignIn(page);
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
  // It works once, and turning the app on was that.
  await page.getByLabel("Code").fill(usedCode);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "CODE_WRONG" })).toBeVisible();
  await page.getByRole("button", { name: "Use a backup code" }).click();
  await page.getByLabel("Backup code").fill(backupCodes[0] ?? "");
  await page.getByRole("button", { name: "Continue" }).click();
  await expectSignedIn(page);

  await signOut(page);
  await page.getByRole("button", { name: "A wallet" }).click();
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
  await inStore("UPDATE two_factors SET last_used_step = 0");
  await page.getByLabel("Code").fill(totpNow(secret));
  await page.getByRole("button", { name: "Continue" }).click();
  await expectSignedIn(page);

  await signOut(page);
  await page.getByRole("button", { name: "A passkey" }).click();
  await expectSignedIn(page);

  await signOut(page);
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.getByRole("button", { name: "A passkey" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "PASSKEY_" })).toBeVisible();
});

test("what is privileged asks once more who it is, in place, and goes on", async ({ page }) => {
  const { admin } = readRun();
  await signIn(page);
  await page.goto(securityUrl());
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByLabel("New password").fill(admin.password);
  await inStore("UPDATE sessions SET authenticated_at = now() - interval '16 minutes'");
  await page.getByRole("dialog").getByRole("button", { name: "Change password" }).click();
  const asked = page.getByRole("dialog", { name: "Is it still you?" });
  await asked.getByLabel("Password", { exact: true }).fill("wrong horse battery");
  await asked.getByRole("button", { name: "Continue" }).click();
  await expect(asked.getByText("This password is wrong.")).toBeVisible();
  await asked.getByLabel("Password", { exact: true }).fill(admin.password);
  await asked.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("The password is changed")).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
