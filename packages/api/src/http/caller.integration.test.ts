import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addOrganization, migratedDatabase, type Person, signUp } from "../../test/people.ts";
import { type Replica, startReplica } from "../../test/replica.ts";
import { describeFailure } from "../error-map.ts";

let stack: AsyncDisposableStack;
let replica: Replica;
let owner: Person;
let organization: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  owner = await signUp(replica, "owner");
  organization = await addOrganization(replica, [{ person: owner, role: "owner" }]);
});
afterAll(() => stack.disposeAsync());

function callAs(person: Person | null, path: string, input?: unknown): Promise<unknown> {
  const headers = new Headers({ "homeport-organization": organization });
  if (person !== null) headers.set("cookie", person.cookie);
  return replica.call({ headers, address: null, requestId: "r1" }, path, input);
}

async function failureOf(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  return describeFailure(error, "r1");
}

describe("a call inside the process", () => {
  test("answers as the browser whose headers it was given", async () => {
    expect(await callAs(owner, "session.me")).toMatchObject({ userId: owner.userId });
    expect(await callAs(null, "session.me")).toBeNull();
    expect(await callAs(owner, "overview.get")).toMatchObject({
      organization: { organizationId: organization, roles: ["owner"] },
      hosts: { total: 0, online: 0 },
      apps: { total: 0 },
    });
  });

  test("is refused with what the browser would have been told", async () => {
    expect(await failureOf(callAs(null, "hosts.list", {}))).toEqual({
      message: "Sign in to do this.",
      code: "UNAUTHORIZED",
      httpStatus: 401,
      appCode: "SIGN_IN_REQUIRED",
      retryable: false,
      retryAfterMs: null,
      requestId: "r1",
    });
    expect(await failureOf(callAs(owner, "hosts.get", { hostId: "none" }))).toMatchObject({
      httpStatus: 404,
      appCode: "HOST_NOT_FOUND",
    });
    expect(await failureOf(callAs(owner, "hosts.none"))).toMatchObject({
      httpStatus: 404,
      appCode: "NOT_FOUND",
    });
  });

  test("changes nothing: a page that is being rendered only reads", async () => {
    const failure = await failureOf(callAs(owner, "hosts.createCode", {}));
    expect(failure).toMatchObject({ appCode: "NOT_FOUND", httpStatus: 404 });
  });
});

test("an error that is none of ours says nothing", () => {
  expect(describeFailure(new Error("password is hunter2"), "r1")).toMatchObject({
    message: "Something went wrong on our side.",
    appCode: "INTERNAL",
    httpStatus: 500,
  });
});
