import { migrate, schema } from "@homeport/db";
import { newId, silentLog } from "@homeport/platform";
import { type FreshDatabase, freshDatabase } from "@homeport/testkit";
import superjson from "superjson";
import { z } from "zod";
import { type Replica, webUrl } from "./replica.ts";

export function migratedDatabase(): Promise<FreshDatabase> {
  return freshDatabase({
    template: { key: "api", prepare: async (url) => void (await migrate({ url, log: silentLog })) },
  });
}

/** Somebody with a browser; null is a stranger. */
export interface Person {
  readonly userId: string;
  readonly cookie: string;
}

/** Signs a new person up, as their browser would. */
export async function signUp(replica: Replica, name: string): Promise<Person> {
  const email = `${name}-${newId()}@example.org`;
  const request = new Request(new URL("/api/auth/sign-up/email", webUrl), {
    method: "POST",
    headers: { "content-type": "application/json", origin: webUrl.origin },
    body: JSON.stringify({ name, email, password: "correct horse battery" }),
  });
  const answer = await replica.auth.handler(request, { address: "192.0.2.7", requestId: "r" });
  if (!answer.ok) throw new Error(`Sign-up answered ${answer.status}: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((value) => value.split(";")[0])
    .join("; ");
  const session = await replica.auth.readSession(new Headers({ cookie }), { fresh: true });
  if (session === null) throw new Error("Nobody is signed in after signing up");
  return { userId: session.userId, cookie };
}

/** A new organization with its members. */
export async function addOrganization(
  replica: Replica,
  members: readonly { person: Person; role: "owner" | "admin" | "member" }[],
): Promise<string> {
  const organizationId = newId();
  await replica.db.orm
    .insert(schema.organizations)
    .values({ id: organizationId, name: "Home", slug: organizationId });
  await replica.db.orm.insert(schema.members).values(
    members.map(({ person, role }) => ({
      id: newId(),
      organizationId,
      userId: person.userId,
      role,
    })),
  );
  return organizationId;
}

export interface CallOptions {
  readonly as: Person | null;
  readonly organization?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Strict: a stack, or anything else that is not listed here, fails the test that meets it. */
const failureSchema = z.strictObject({
  message: z.string(),
  code: z.number(),
  data: z.strictObject({
    code: z.string(),
    httpStatus: z.number(),
    appCode: z.string(),
    retryable: z.boolean(),
    retryAfterMs: z.number().nullable(),
    requestId: z.string().nullable(),
    facts: z.record(z.string(), z.unknown()).optional(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).nullable(),
    path: z.string().optional(),
  }),
});
export type Failure = z.infer<typeof failureSchema>;

export type Outcome =
  | { readonly ok: true; readonly data: unknown; readonly text: string }
  | {
      readonly ok: false;
      readonly status: number;
      readonly failure: Failure;
      readonly text: string;
    };

/** Calls one procedure over HTTP, as the console's page does. */
export async function call(
  replica: Replica,
  type: "query" | "mutation",
  path: string,
  input: unknown,
  options: CallOptions,
): Promise<Outcome> {
  const url = new URL(`/api/trpc/${path}`, replica.url);
  const serialized = JSON.stringify(superjson.serialize(input));
  if (type === "query") url.searchParams.set("input", serialized);
  const answer = await fetch(url, {
    method: type === "query" ? "GET" : "POST",
    headers: headersOf(type, options),
    ...(type === "query" ? {} : { body: serialized }),
  });
  return await readOutcome(answer);
}

function headersOf(type: "query" | "mutation", options: CallOptions): Record<string, string> {
  return {
    ...(type === "query" ? {} : { "content-type": "application/json", origin: webUrl.origin }),
    ...(options.as === null ? {} : { cookie: options.as.cookie }),
    ...(options.organization === undefined
      ? {}
      : { "homeport-organization": options.organization }),
    ...options.headers,
  };
}

const answerSchema = z.object({
  result: z.object({ data: z.unknown() }).optional(),
  error: z.unknown().optional(),
});
const serializedSchema = z.object({ json: z.json().optional(), meta: z.any().optional() });

export async function readOutcome(answer: Response): Promise<Outcome> {
  if (answer.headers.get("content-type") === "text/event-stream") return await readFirst(answer);
  const text = await answer.text();
  const body = answerSchema.parse(JSON.parse(text));
  if (body.error === undefined) {
    const data: unknown = superjson.deserialize(readSerialized(body.result?.data));
    return { ok: true, data, text };
  }
  const failure = failureSchema.parse(superjson.deserialize(readSerialized(body.error)));
  return { ok: false, status: answer.status, failure, text };
}

/** What a stream tells first: an answer, or why it is refused. The rest is not waited for. */
async function readFirst(answer: Response): Promise<Outcome> {
  let text = "";
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    const told = text.split("\n\n").slice(1, -1);
    const [, data] = /^data: (.*)$/m.exec(told[0] ?? "") ?? [];
    if (data === undefined) continue;
    const value: unknown = superjson.deserialize(readSerialized(JSON.parse(data)));
    if (!told[0]?.includes("serialized-error")) return { ok: true, data: value, text };
    const failure = failureSchema.parse(value);
    return { ok: false, status: failure.data.httpStatus, failure, text };
  }
  throw new Error(`The stream ended without a word: ${text}`);
}

function readSerialized(value: unknown): Parameters<typeof superjson.deserialize>[0] {
  const { json = null, meta } = serializedSchema.parse(value);
  return { json, meta };
}

/** What a call answers with; a refusal fails the test with its code. */
export function dataOf(outcome: Outcome): unknown {
  if (outcome.ok) return outcome.data;
  throw new Error(`Refused: ${outcome.failure.data.appCode}: ${outcome.failure.message}`);
}

/** What a call in this process is refused with, or null. */
export async function codeOf(outcome: Promise<unknown>): Promise<string | null> {
  return await outcome.then(
    () => null,
    (error: unknown) => String(Reflect.get(Object(error), "code")),
  );
}

/** The code of a refusal, or null. */
export function refusal(outcome: Outcome): string | null {
  return outcome.ok ? null : `${outcome.status} ${outcome.failure.data.appCode}`;
}
