import { describeUserAgent } from "@homeport/auth/user-agent";
import { expect, test } from "vitest";
import { readFailure } from "../data/failure.ts";
import { titleOfSession } from "../settings/session-words.ts";
import { changeByAuth, readAuthFailure } from "./auth-client.ts";
import { plainUserCode, shownUserCode } from "./device-code.ts";

test("a code is read from whatever was typed around it, and shown in two groups", () => {
  expect(plainUserCode(" abcd-efgh ")).toBe("ABCDEFGH");
  expect(plainUserCode("ABCDEFGHIJ")).toBe("ABCDEFGH");
  expect(shownUserCode("abcdefgh")).toBe("ABCD-EFGH");
  expect(shownUserCode("abc")).toBe("ABC");
});

test("a refusal is read in each shape that the sign-in handler answers", () => {
  const read = (body: unknown, status = 400) => readAuthFailure(body, { status });
  expect(
    read({ error: { code: "EMAIL_TAKEN", message: "Taken.", retryable: false } }),
  ).toMatchObject({ code: "EMAIL_TAKEN", sentence: "Taken.", retryable: false });
  expect(read({ error: "invalid_request", error_description: "Unknown code." })).toMatchObject({
    code: "invalid_request",
    sentence: "Unknown code.",
  });
  expect(read(null, 502)).toMatchObject({ code: "HTTP_502", retryable: true });
});

test("a change that the sign-in handler does not answer says so, as any other change would", async () => {
  const refused = await changeByAuth("http://127.0.0.1:9/", {}).catch((error: unknown) => error);
  expect(readFailure(refused)).toMatchObject({ code: "UNREACHABLE", retryable: true });
});

test("a session is called by its label, else by what its program says of itself", () => {
  const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
  expect(describeUserAgent(firefox)).toBe("Firefox on Linux");
  expect(titleOfSession({ kind: "browser", label: null, userAgent: firefox })).toBe(
    "Firefox on Linux",
  );
  expect(titleOfSession({ kind: "cli", label: "homeport", userAgent: null })).toBe("homeport");
  expect(titleOfSession({ kind: "cli", label: null, userAgent: "curl/8" })).toBe("Command line");
});
