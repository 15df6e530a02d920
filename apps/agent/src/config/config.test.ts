import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";

describe("the configuration file", () => {
  it("fills in what is left out", () => {
    const { config } = parseConfig("version: 1\nrelay:\n  tunnels: 3\n");
    expect(config).toEqual({
      version: 1,
      relay: { wire: "auto", tunnels: 3, allowPlaintext: false },
      targets: { fromConsole: "loopback" },
      log: { level: "info" },
    });
  });

  it("lists every problem at once, each with its line", () => {
    const text =
      "version: 1\nrelay:\n  wire: smoke\n  tunnels: 9\n  speed: fast\nlog:\n  level: loud\n";
    const { config, problems } = parseConfig(text);
    expect(config).toBeNull();
    const starts = problems.map((problem) => problem.split(":").slice(0, 2).join(":"));
    expect(starts.sort()).toEqual([
      "line 3: relay.wire",
      "line 4: relay.tunnels",
      "line 5: relay.speed",
      "line 7: log.level",
    ]);
  });

  it("names the line of what is no YAML", () => {
    expect(parseConfig("version: 1\nrelay: {").problems[0]).toMatch(/^line 2:/);
  });
});
