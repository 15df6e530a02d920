import { readStrictJson, VaultClientError, VaultIntegrityError } from "@homeport/client/vault";
import { expect, test } from "vitest";
import { readFailure } from "../data/failure.ts";
import { telling } from "./told-error.ts";

async function told(act: () => unknown) {
  const failure = await telling(async () => act()).catch((error: unknown) => readFailure(error));
  return failure as ReturnType<typeof readFailure>;
}

const refused = {
  ...{ code: "VAULT_PAUSED", message: "This vault is paused.", retryable: false },
  ...{ retryAfterMs: null, requestId: "r1", httpStatus: 409, details: {} },
};

const throwing = (error: unknown) => () => {
  throw error;
};

test("what the server refuses keeps its code, its sentence and its request", async () => {
  expect(await told(throwing(new VaultClientError(refused)))).toMatchObject({
    ...{ code: "VAULT_PAUSED", sentence: "This vault is paused.", requestId: "r1" },
  });
});

test("a server that does not answer is a matter of the connection", async () => {
  const error = new VaultClientError({ ...refused, code: "UNREACHABLE" });
  expect(await told(throwing(error))).toMatchObject({ code: "UNREACHABLE", retryable: true });
});

test("a document that is refused is told with its place", async () => {
  const failure = await told(() => readStrictJson(new TextEncoder().encode('{"a":{"b":1e400}}')));
  expect(failure).toMatchObject({ code: "DELTA_INVALID", sentence: expect.stringMatching("/a/b") });
});

test("history that does not hold says which check failed", async () => {
  const failure = await told(throwing(new VaultIntegrityError("ROLLBACK", 3)));
  expect(failure).toMatchObject({ code: "ROLLBACK", sentence: expect.stringMatching("less than") });
});

test("a wallet whose owner says no is not a fault of the server", async () => {
  expect(await told(throwing({ code: 4001, message: "User rejected" }))).toMatchObject({
    code: "WALLET_CANCELLED",
  });
});
