import { describe, expect, it } from "vitest";
import { readAppManifest } from "./manifest.ts";

const ticker = {
  version: 1,
  name: "ticker",
  title: "Ticker",
  runtime: "process",
  process: { argv: ["/usr/bin/ticker", "--quiet"] },
};
const shop = {
  version: 1,
  name: "shop",
  title: "Shop",
  runtime: "compose",
  compose: { file: "services: {web: {image: shop}}" },
  entry: { service: "web", port: 8080 },
};

function problemsOf(change: object, of: object = ticker): readonly string[] {
  return readAppManifest({ ...of, ...change }).problems ?? [];
}

describe("a manifest", () => {
  it("of either runtime is read, with what it leaves out filled in", () => {
    expect(readAppManifest(ticker).manifest).toEqual({ ...ticker, rules: [], consents: [] });
    expect(readAppManifest(shop).problems).toBeNull();
  });

  it("has all its problems listed at once, each with its place", () => {
    const problems = problemsOf({
      name: "Not A Name",
      process: { argv: [], env: { "1X": "y" } },
      idleStopMs: 5,
      more: true,
    });
    expect(problems.map((text) => text.split(":")[0])).toEqual([
      "name",
      "process.argv",
      "process.env.1X",
      "idleStopMs",
      "Unrecognized key",
    ]);
  });

  it.each([
    ["a runtime without its part", { runtime: "compose" }, ticker, "compose is needed"],
    ["the part of another runtime", { compose: shop.compose }, ticker, "has no meaning"],
    ["a compose file without a service to enter by", { entry: { port: 1 } }, shop, "entry.service"],
    ["a process with a service", { entry: { service: "web", port: 1 } }, ticker, "entry.service"],
    [
      "an idle time of what is always on",
      { alwaysOn: true, idleStopMs: 60_000 },
      ticker,
      "exclude",
    ],
    [
      "what is always on and not started",
      { alwaysOn: true, autostart: false },
      ticker,
      "autostart",
    ],
    ["another version", { version: 2 }, ticker, "version"],
    ["a consent that there is not", { consents: ["everything"] }, ticker, "consents.0"],
  ])("with %s is refused", (_, change, of, words) => {
    expect(problemsOf(change, of).join("; ")).toContain(words);
  });

  it("that would not fit into a message is refused", () => {
    const env = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`V${index}`, "x".repeat(8_000)]),
    );
    expect(problemsOf({ process: { argv: ["a"], env } }).join()).toContain("are allowed");
  });

  it("that is no object has one problem", () => {
    for (const input of [null, 7, "x", []]) expect(readAppManifest(input).manifest).toBeNull();
  });
});
