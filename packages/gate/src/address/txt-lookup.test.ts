import { startDnsServer } from "@homeport/testkit";
import { expect, test } from "vitest";
import { createTxtLookup } from "./txt-lookup.ts";

async function withServer(deadlineMs = 300) {
  const dns = await startDnsServer();
  return {
    dns,
    lookUp: createTxtLookup({ servers: [dns.address], deadlineMs }),
    [Symbol.asyncDispose]: () => dns[Symbol.asyncDispose](),
  };
}

test("every text of a name is read whole, however DNS has cut it", async () => {
  await using world = await withServer();
  const long = "x".repeat(600);
  world.dns.set("a.example", ["one", long]);
  expect(await world.lookUp("a.example")).toEqual({ kind: "texts", values: ["one", long] });
});

test("a name that does not exist, and one without texts, have none", async () => {
  await using world = await withServer();
  world.dns.set("empty.example", []);
  expect(await world.lookUp("empty.example")).toEqual({ kind: "texts", values: [] });
  expect(await world.lookUp("none.example")).toEqual({ kind: "texts", values: [] });
});

test("a server that fails is trouble and says nothing of the record", async () => {
  await using world = await withServer();
  world.dns.set("bad.example", "servfail");
  expect(await world.lookUp("bad.example")).toEqual({ kind: "trouble", code: "ESERVFAIL" });
});

test("a server that is silent is given up at the deadline", async () => {
  await using world = await withServer();
  world.dns.set("silent.example", "silent");
  expect(await world.lookUp("silent.example")).toMatchObject({ kind: "trouble" });
  const gone = createTxtLookup({ servers: ["127.0.0.1:1"], deadlineMs: 300 });
  expect(await gone("a.example")).toMatchObject({ kind: "trouble" });
});

test("a question that is given up ends no other", async () => {
  await using world = await withServer(5_000);
  world.dns.set("silent.example", "silent");
  world.dns.set("a.example", ["one"]);
  const stop = new AbortController();
  const silent = world.lookUp("silent.example", stop.signal);
  const other = world.lookUp("a.example");
  stop.abort();
  expect(await silent).toEqual({ kind: "trouble", code: "ECANCELLED" });
  expect(await other).toEqual({ kind: "texts", values: ["one"] });
});

test("an answer is never remembered", async () => {
  await using world = await withServer();
  world.dns.set("a.example", ["one"]);
  await world.lookUp("a.example");
  world.dns.set("a.example", ["two"]);
  expect(await world.lookUp("a.example")).toEqual({ kind: "texts", values: ["two"] });
});
