import { schema } from "@homeport/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addOrganization,
  codeOf,
  migratedDatabase,
  type Person,
  signUp,
} from "../../test/people.ts";
import { type Replica, startReplica } from "../../test/replica.ts";
import { auditFileRoute, vaultAuditFileRoute } from "./audit-file.ts";

let stack: AsyncDisposableStack;
let replica: Replica;
let owner: Person;
let member: Person;
let organization: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  owner = await signUp(replica, "owner");
  member = await signUp(replica, "member");
  organization = await addOrganization(replica, [
    { person: owner, role: "owner" },
    { person: member, role: "member" },
  ]);
});
afterAll(() => stack.disposeAsync());

const file = (as: Person | null, query = "", named = organization) =>
  read(replica.auditFile, as, query, named);

async function read(
  readFile: Replica["auditFile"],
  as: Person | null,
  query = "",
  named = organization,
): Promise<string> {
  const headers = new Headers({ "homeport-organization": named });
  if (as !== null) headers.set("cookie", as.cookie);
  const request = { headers, address: "192.0.2.7", requestId: "r" };
  let text = "";
  for await (const part of await readFile(request, new URLSearchParams(query))) {
    text += part;
  }
  return text;
}

test("the file is for who may read the record, and for nobody else", async () => {
  expect(auditFileRoute).toMatchObject({ method: "GET", who: "audit.read" });
  expect(await codeOf(file(null))).toBe("SIGN_IN_REQUIRED");
  expect(await codeOf(file(member))).toBe("NOT_PERMITTED");
  expect(await codeOf(file(owner, "", "another"))).toBe("ORGANIZATION_NOT_FOUND");
  expect(await file(owner)).toMatch(/^"at",/);
});

test("whoever is refused it is on record, and what they wanted", async () => {
  expect(await codeOf(file(member))).toBe("NOT_PERMITTED");
  expect(await codeOf(read(replica.vaultAuditFile, member))).toBe("NOT_PERMITTED");
  const { actorId, action, targetId, outcome, errorCode } = schema.auditEntries;
  const rows = await replica.db.orm
    .selectDistinct({ action, targetId, outcome, errorCode })
    .from(schema.auditEntries)
    .where(eq(actorId, member.userId))
    .orderBy(targetId);
  const denied = { action: "access.denied", outcome: "denied", errorCode: "NOT_PERMITTED" };
  expect(rows.filter((row) => row.action === "access.denied")).toEqual([
    { ...denied, targetId: auditFileRoute.path },
    { ...denied, targetId: vaultAuditFileRoute.path },
  ]);
});

test("the query narrows it, and one that makes no sense is refused", async () => {
  const lines = (text: string) => text.trimEnd().split("\r\n").length;
  expect(lines(await file(owner, "action=no.such.action"))).toBe(1);
  expect(lines(await file(owner, "action=audit."))).toBeGreaterThan(1);
  expect(await codeOf(file(owner, "from=someday"))).toBe("INPUT_INVALID");
});
