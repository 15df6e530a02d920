import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { isProven, type ReloadSecrets, readCredential } from "./judge-credential.ts";

const secrets = { current: "c".repeat(32), previous: "p".repeat(32) };
const body = Buffer.from('{"ref":"refs/heads/main"}');

const read = (headers: Record<string, string>) => readCredential(new Headers(headers));
const judge = (headers: Record<string, string>, known: ReloadSecrets = secrets, said = body) =>
  isProven(read(headers), known, said);

const hub = (key: string, said = body) => ({
  "x-hub-signature-256": `sha256=${createHmac("sha256", key).update(said).digest("hex")}`,
});

function timestamped(key: string | Buffer, id = "m1", at = "1700000000") {
  const mac = createHmac("sha256", key).update(`${id}.${at}.`).update(body).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": `v1,${mac}` };
}

test.each([
  {},
  { authorization: "" },
  { authorization: "Bearer" },
  { authorization: "Bearer " },
  { authorization: `Basic ${secrets.current}` },
  { authorization: "Basic x", "webhook-signature": "v1,x" },
  { "webhook-signature": "", ...hub(secrets.current) },
  { "x-hub-signature-256": "" },
])("no credential is none, and nothing beside it makes up for that: %j", (headers) => {
  expect(read(headers as Record<string, string>).mode).toBe("none");
  expect(judge(headers as Record<string, string>)).toBe(false);
});

test.each([
  [{ authorization: "Bearer x", ...hub(secrets.current) }, "bearer"],
  [{ "webhook-signature": "v1,x", ...hub(secrets.current) }, "timestamped"],
  [{ "x-hub-signature-256": "sha256=00" }, "hub"],
] as const)("one credential counts, and a right one beside it does not: %j", (headers, mode) => {
  expect(read(headers).mode).toBe(mode);
  expect(judge(headers)).toBe(false);
});

test.each([secrets.current, secrets.previous])("the secret and the one before pass", (secret) => {
  expect(judge({ authorization: `Bearer ${secret}` })).toBe(true);
  expect(judge({ authorization: `bearer ${secret}` })).toBe(true);
  expect(judge(hub(secret))).toBe(true);
  expect(judge(timestamped(secret))).toBe(true);
  expect(judge({ authorization: `Bearer ${secret}x` })).toBe(false);
  expect(judge({ authorization: `Bearer ${secret.slice(1)}x` })).toBe(false);
  expect(judge({ authorization: `Bearer ${"\u00e4".repeat(32)}` })).toBe(false);
});

test("without an earlier secret only the current one passes", () => {
  const alone = { ...secrets, previous: null };
  expect(judge({ authorization: `Bearer ${secrets.previous}` }, alone)).toBe(false);
  expect(judge(hub(secrets.previous), alone)).toBe(false);
});

test("a signature is for one body, and one changed byte of it or of the body fails", () => {
  const other = Buffer.from(body.toString().replace("main", "mair"));
  expect(judge(hub(secrets.current), secrets, other)).toBe(false);
  expect(judge(timestamped(secrets.current), secrets, other)).toBe(false);
  const { "x-hub-signature-256": signature } = hub(secrets.current);
  const changed = signature.slice(0, -1) + (signature.endsWith("0") ? "1" : "0");
  expect(judge({ "x-hub-signature-256": changed })).toBe(false);
});

test("a timestamped signature speaks of its id and its time as well", () => {
  const right = timestamped(secrets.current);
  expect(judge({ ...right, "webhook-id": "m2" })).toBe(false);
  expect(judge({ ...right, "webhook-timestamp": "1700000001" })).toBe(false);
  expect(judge({ ...right, "webhook-id": "" })).toBe(false);
  expect(judge(timestamped(secrets.current, "m1", "17e8"))).toBe(false);
});

test("of several signatures any that is right passes", () => {
  const right = timestamped(secrets.current);
  const several = `v1,AAAA v2,${right["webhook-signature"].slice(3)} ${right["webhook-signature"]}`;
  expect(judge({ ...right, "webhook-signature": several })).toBe(true);
  expect(judge({ ...right, "webhook-signature": "v1,AAAA v1a,x" })).toBe(false);
});

test("a secret that begins as such senders write theirs holds the key in base64", () => {
  const key = Buffer.from("0123456789abcdef0123456789abcdef");
  const known = { current: `whsec_${key.toString("base64")}`, previous: null };
  expect(judge(timestamped(key), known)).toBe(true);
  expect(judge(timestamped(known.current), known)).toBe(false);
  expect(judge(hub(known.current), known)).toBe(true);
});
