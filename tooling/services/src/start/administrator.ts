import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { z } from "zod";
import { RemedyError } from "../remedy-error.ts";
import type { Account, ConsoleClient, Cookies } from "./console-client.ts";
import { readJson, writePrivateJson } from "./private-file.ts";

const accountSchema = z.object({ email: z.string(), password: z.string().min(10) });

const sessionSchema = z.record(z.string(), z.string());

/**
 * The administrator of this run, signed in. The session of the run before is ended: it may have been
 * killed, and every start would leave one more in the list of where this person is signed in.
 */
export async function signInAdministrator(
  client: ConsoleClient,
  files: { account: string; session: string },
): Promise<Account | null> {
  const account = await ensureAdministrator(client, files.account);
  const before = readSession(files.session);
  if (account !== null) writePrivateJson(files.session, client.session());
  // Whatever keeps it from ending: it ends by itself some day, and this run goes on.
  if (before !== null) await client.signOut(before).catch(() => undefined);
  return account;
}

function readSession(file: string): Cookies | null {
  try {
    return sessionSchema.safeParse(readJson(file)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Signs in as the administrator of this run, signing it up first on an empty database: the very first
 * person owns the first organization. The password is made once and kept in `file`. Null when the
 * database already has people of its own, whom we know nothing of.
 * Throws RemedyError when the kept password no longer opens the account.
 */
export async function ensureAdministrator(
  client: ConsoleClient,
  file: string,
): Promise<Account | null> {
  const known = existsSync(file);
  const account = known ? readAccount(file) : newAccount();
  if (known && (await client.signIn(account))) return account;
  // Kept before it is used: a run that dies in between can still sign in the next time.
  if (!known) writePrivateJson(file, account);
  const outcome = await client.signUp({ ...account, name: "Administrator" });
  if (outcome === "created") return account;
  if (!known) {
    rmSync(file);
    return null;
  }
  throw new RemedyError(
    `The password in ${file} does not open ${account.email}: it was changed in the console.`,
    "Write the new password into that file, or start with --fresh to begin with empty data.",
  );
}

function newAccount(): Account {
  return {
    email: "admin@homeport.localhost",
    password: randomBytes(15).toString("base64url"),
  };
}

function readAccount(file: string): Account {
  try {
    return accountSchema.parse(readJson(file));
  } catch (cause) {
    throw new RemedyError(
      `${file} is damaged.`,
      'Write {"email": …, "password": …} of the administrator into it, or start with --fresh.',
      { cause },
    );
  }
}
