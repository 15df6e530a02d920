import { posix } from "node:path";
import { needs } from "@homeport/testkit";
import { describe, expect, test } from "vitest";
import { principalOf, type RandomCase, randomCase, seeded } from "../../test/random-cases.ts";
import { askNginx, askNode, askWsgi, type Parser } from "../../test/real-parsers.ts";
import { referenceMayReach } from "../../test/reference.ts";
import { readPath } from "../read-request/read-request.ts";
import { compileRules } from "../rule/compile-rules.ts";
import { decide } from "./decide.ts";

const seed = 20_261_129;
const carriedCases = 20_000;

/** Requests that the gate lets through, when it decodes a path this many times. */
function carried(count: number, rounds: number): readonly RandomCase[] {
  const random = seeded(seed);
  const passing: RandomCase[] = [];
  while (passing.length < count) {
    const one = randomCase(random);
    const readings = readPath(one.path, rounds);
    if (readings !== null && passes(one, readings)) passing.push(one);
  }
  return passing;
}

function passes(one: RandomCase, readings: NonNullable<ReturnType<typeof readPath>>): boolean {
  const rules = compileRules(one.rules);
  const principal = principalOf(one.visitor);
  const app = { appId: "app", organizationId: "org", ownerUserId: "u1" };
  return decide({ ...app, rules, readings, principal }).pass;
}

/** The requests with which a visitor came where they may not be, by what a server made of the path. */
async function trespasses(
  cases: readonly RandomCase[],
  parser: Parser,
  understand: (seen: string) => readonly string[] = (seen) => [seen],
): Promise<string[]> {
  const seen = await parser(cases.map(({ path }) => path));
  // A server that refused most of them would have shown nothing.
  expect(seen.filter((path) => path !== null).length).toBeGreaterThan(cases.length / 2);
  return cases.flatMap(({ path, rules, visitor }, at) => {
    const understood = seen[at];
    if (understood === null || understood === undefined) return [];
    const places = understand(understood).flatMap((place) => [place, posix.normalize(place)]);
    const wrong = places
      .map(asText)
      .find((place) => !referenceMayReach(place, rules, "u1", visitor));
    return wrong === undefined ? [] : [`${JSON.stringify(path)} reached ${JSON.stringify(wrong)}`];
  });
}

function asText(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** What an application of node makes of the request line: nothing, a URL, and a URL's path decoded. */
function asNodeApp(target: string): readonly string[] {
  const { pathname } = new URL(`http://a.test${target}`);
  const decoded = Buffer.from(decodeURIComponentSafely(pathname), "utf8").toString("latin1");
  return [target, pathname, decoded];
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

describe("of what the gate lets through, nothing reaches a path that its visitor may not open", () => {
  const cases = carried(carriedCases, 2);

  test("in an application of node", { timeout: 60_000 }, async () => {
    expect(await trespasses(cases, askNode, asNodeApp)).toEqual([]);
  });

  test("in nginx", { ...needs("nginx"), timeout: 60_000 }, async () => {
    expect(await trespasses(cases, askNginx)).toEqual([]);
  });

  test("in a WSGI application", { ...needs("python3"), timeout: 60_000 }, async () => {
    expect(await trespasses(cases, askWsgi)).toEqual([]);
  });

  test("in a WSGI application behind a proxy that passes on what it has decoded", {
    ...needs("python3"),
    timeout: 60_000,
  }, async () => {
    expect(await trespasses(cases, decodedTwice)).toEqual([]);
  });
});

test("control: with one round of decoding fewer somebody does", {
  ...needs("python3"),
  timeout: 60_000,
}, async () => {
  expect(await trespasses(carried(4_000, 1), decodedTwice)).not.toEqual([]);
});

/** Both decodings are the server's own. A space cannot stand in a request line, so a proxy spells it again. */
const decodedTwice: Parser = async (paths) => {
  const once = await askWsgi(paths);
  const again = await askWsgi(once.map((path) => (path ?? "/").replaceAll(" ", "%20")));
  return again.map((path, at) => (once[at] === null ? null : path));
};
