import { createCursorCodec } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { listMemberships, noOperators } from "../src/index.ts";
import { actingIn } from "./acting.ts";
import { ada, Browser, type TestReplica, testKeys, webUrl } from "./fixture.ts";

/** A browser of somebody new, where sign-up is open. */
export async function signUpAs(replica: TestReplica, name: string): Promise<Browser> {
  const browser = new Browser();
  const body = { ...ada, name, email: `${name.toLowerCase()}@example.org` };
  const answer = await browser.send(replica, "POST", "/sign-up/email", body);
  if (!answer.ok) throw new Error(`Sign-up answered ${answer.status}: ${await answer.text()}`);
  return browser;
}

/** What the verbs of members take, for whoever is signed in in this browser, in their oldest organization. */
export async function membersIn(replica: TestReplica, browser: Browser) {
  const acting = await actingIn(replica, browser);
  const userId = acting.actor.kind === "user" ? acting.actor.userId : "";
  const [membership] = await listMemberships(replica, { userId });
  return {
    ...acting,
    organizationId: membership?.organizationId ?? "",
    organization: membership?.name ?? "",
    roles: membership?.roles ?? [],
    cursors: createCursorCodec(testKeys),
    mailer: replica.auth.mailer,
    webUrl,
    operators: noOperators,
    userId,
  };
}

export async function auditedActions(replica: TestReplica, like: string) {
  const rows = await replica.db.orm.execute(sql`
    select action, organization_id, detail from audit_entries where action like ${like} order by at`);
  return z.array(auditedSchema).parse([...rows]);
}

const auditedSchema = z.object({
  action: z.string(),
  organization_id: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
