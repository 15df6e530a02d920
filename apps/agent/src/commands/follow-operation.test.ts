import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createVirtualClock } from "@homeport/platform";
import { expect, test, vi } from "vitest";
import { readEnv } from "../env.ts";
import { createCommandContext } from "./context.ts";
import { addedTo, followOperation } from "./follow-operation.ts";
import { createOutput } from "./output.ts";
import { createShutdown } from "./shutdown.ts";
import { signedIn } from "./signed-in.ts";

test("what is added to a log is printed once, also when the log has lost its beginning", () => {
  expect(addedTo("", "one\n")).toBe("one\n");
  expect(addedTo("one\n", "one\ntwo\n")).toBe("two\n");
  expect(addedTo("one\n", "one\n")).toBe("");
  const known = Array.from({ length: 100 }, (_, n) => `line ${n}\n`).join("");
  expect(addedTo(known, `${known.slice(300)}line 100\n`)).toBe("line 100\n");
  expect(addedTo(known, "all of it is new\n")).toBe("all of it is new\n");
});

/** A console that has one operation, in this state for ever. */
async function consoleWith(operation: { readonly operationId: string; readonly state: string }) {
  const page = { items: [operation], nextCursor: null };
  const answer = JSON.stringify([{ result: { data: { json: page } } }]);
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(200, { "content-type": "application/json" }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("an operation that is not over after half an hour goes on without the command", async () => {
  await using console = await consoleWith({ operationId: "o1", state: "running" });
  const env = readEnv({ HOMEPORT_URL: console.url, HOMEPORT_TOKEN: "t" });
  const clock = createVirtualClock();
  const output = createOutput({ json: true, debug: false });
  const ctx = { ...createCommandContext(env, output), clock };
  const app = { appId: "a1", name: "notes" };
  const followed = { who: await signedIn(ctx, {}), app, operationId: "o1", printsLog: false };
  let isOver = false;
  const outcome = followOperation(ctx, followed, createShutdown())
    .catch((error: unknown) => error)
    .finally(() => {
      isOver = true;
    });
  while (!isOver) {
    await vi.waitFor(() => expect(isOver || clock.pending() > 0).toBe(true), { interval: 1 });
    await clock.advance(60_000);
  }
  // Once at the start, and after every minute of the thirty but the last.
  expect(console.asked()).toBe(31);
  expect(await outcome).toMatchObject({
    ...{ code: "OPERATION_UNFINISHED", exitCode: 1, detail: "notes" },
    publicMessage: "It is not done yet, and goes on without this command.",
  });
});
