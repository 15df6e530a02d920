import { sql } from "drizzle-orm";
import { beginTwoFactor, enableTwoFactor } from "../src/index.ts";
import { stepMs, totpCode } from "../src/second-factor/totp.ts";
import { type Browser, factorContext, type TestReplica } from "./fixture.ts";

/** An authenticator app; its clock stands `stepsOff` from ours. */
export interface Authenticator {
  code(stepsOff?: number): string;
}

export function createAuthenticator(uri: string): Authenticator {
  const secret = readBase32(new URL(uri).searchParams.get("secret") ?? "");
  return { code: (stepsOff = 0) => totpCode(secret, Math.floor(Date.now() / stepMs) + stepsOff) };
}

/** Turns the second factor on, and lets its first code be usable again: a test does not wait for the next one. */
export async function turnOnTwoFactor(replica: TestReplica, browser: Browser) {
  const context = await factorContext(replica, browser);
  const { uri } = await beginTwoFactor(context);
  const app = createAuthenticator(uri);
  const { backupCodes } = await enableTwoFactor(context, { code: app.code() });
  await forgetUsedStep(replica);
  return { app, backupCodes };
}

export async function forgetUsedStep(replica: TestReplica): Promise<void> {
  await replica.db.orm.execute(sql`UPDATE two_factors SET last_used_step = 0`);
}

function readBase32(text: string): Buffer {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text].map((one) => alphabet.indexOf(one).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
