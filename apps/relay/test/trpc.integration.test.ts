import { setDelivery } from "@homeport/hosts";
import {
  createTRPCClient,
  type HTTPLinkOptions,
  httpBatchLink,
  httpLink,
  TRPCClientError,
} from "@trpc/client";
import { initTRPC } from "@trpc/server";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "./ask.ts";
import { bearer, signInProgram, type TestProgram } from "./program.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";
import { addApp, addHost, type TestHost } from "./test-stores.ts";

const trpc = initTRPC.create({ transformer: superjson });
const router = trpc.router({
  now: trpc.procedure.query(() => new Date(0)),
  later: trpc.procedure.query(() => new Date(1)),
});
type AppRouter = typeof router;
const plain = initTRPC.create();
const plainRouter = plain.router({ now: plain.procedure.query(() => "now") });

let bed: TestBed;
let target: TestTarget;
let owner: TestProgram;
let away: TestHost;

beforeAll(async () => {
  bed = await openTestBed();
  owner = await signInProgram(bed.stores);
  target = await startTarget(createHTTPHandler({ router, basePath: "/trpc/" }));
  await bed.app("typed", target.server, "members");
  away = await addHost(bed.stores);
  for (const [name, trpcTransformer] of [
    ["away", "superjson"],
    ["plain", "none"],
  ] as const) {
    const app = await addApp(bed.stores, { hostId: away.hostId, name, target: target.url });
    await setDelivery(bed.stores.owner, { appId: app.appId, version: "1", trpcTransformer });
    await bed.relay.knows(app.appId);
  }
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

type FetchRelay = NonNullable<HTTPLinkOptions<AppRouter["_def"]["_config"]["$types"]>["fetch"]>;

/** `fetch` cannot choose a Host, and nothing resolves `*.localhost`: what it would send goes by hand. */
const fetchRelay: FetchRelay = async (input, init) => {
  const { pathname, search } = new URL(String(input));
  const headers = Object.fromEntries(new Headers(init?.headers as Record<string, string>));
  const answer = await ask(bed.relay.port, {
    ...{ host: "localhost:8080", path: pathname + search, headers },
    method: init?.method ?? "GET",
  });
  return new Response(new Uint8Array(answer.body), { status: answer.status });
};

function clientOf(hostId: string, app: string, options: { batch: boolean; token?: string }) {
  const link = {
    url: `http://localhost:8080/hosts/${hostId}/~${app}/trpc`,
    headers: bearer({ ...owner, token: options.token ?? owner.token }),
    fetch: fetchRelay,
    transformer: superjson,
  };
  const { batch } = options;
  return createTRPCClient<AppRouter>({ links: [batch ? httpBatchLink(link) : httpLink(link)] });
}

async function failureOf(call: Promise<unknown>): Promise<TRPCClientError<AppRouter>> {
  const failure = await call.catch((error: unknown) => error);
  if (failure instanceof TRPCClientError) return failure;
  throw new Error(`It did not fail as a typed call: ${String(failure)}`);
}

describe("a typed client through the path form", () => {
  test("gets its answers, single and in a batch", async () => {
    const { hostId } = bed.host;
    expect(await clientOf(hostId, "typed", { batch: false }).now.query()).toEqual(new Date(0));
    const client = clientOf(hostId, "typed", { batch: true });
    const both = await Promise.all([client.now.query(), client.later.query()]);
    expect(both).toEqual([new Date(0), new Date(1)]);
  });

  test("reads why a host is away, with what to do", async () => {
    const client = clientOf(away.hostId, "away", { batch: false });
    const failure = await failureOf(client.now.query());
    expect(failure.data).toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      httpStatus: 503,
      path: "now",
      appCode: "HOST_OFFLINE",
      reason: "NEVER_CONNECTED",
      retryable: true,
      retryAfterMs: 5000,
    });
    expect(failure.shape?.code).toBe(-32603);
  });

  test("reads one error a call of a batch", async () => {
    const client = clientOf(away.hostId, "away", { batch: true });
    const failures = await Promise.all([
      failureOf(client.now.query()),
      failureOf(client.later.query()),
    ]);
    expect(failures.map(({ data }) => data?.path)).toEqual(["now", "later"]);
    expect(failures.map(({ data }) => data?.httpStatus)).toEqual([503, 503]);
  });

  test("reads that it has to sign in", async () => {
    const client = clientOf(bed.host.hostId, "typed", { batch: true, token: "nonsense" });
    const failure = await failureOf(client.now.query());
    expect(failure.data).toMatchObject({ code: "UNAUTHORIZED", httpStatus: 401 });
    expect(failure.shape?.code).toBe(-32001);
  });

  test("without a transformer reads the error as it stands", async () => {
    const client = createTRPCClient<typeof plainRouter>({
      links: [
        httpLink({
          url: `http://localhost:8080/hosts/${away.hostId}/~plain/trpc`,
          fetch: fetchRelay,
        }),
      ],
    });
    const failure = await client.now.query().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TRPCClientError);
    expect(failure).toMatchObject({ data: { appCode: "HOST_OFFLINE", path: "now" } });
  });
});

test("elsewhere under the path form errors keep the plain shape", async () => {
  const answer = await ask(bed.relay.port, {
    host: "localhost:8080",
    path: `/hosts/${away.hostId}/~away/api`,
  });
  expect(JSON.parse(String(answer.body))).toMatchObject({
    error: { code: "HOST_OFFLINE", reason: "NEVER_CONNECTED", retryable: true },
  });
});
