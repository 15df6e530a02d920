import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";

describe("the configuration file", () => {
  it("fills in what is left out", () => {
    const { config } = parseConfig("version: 1\nrelay:\n  tunnels: 3\n");
    expect(config).toEqual({
      version: 1,
      relay: { wire: "auto", tunnels: 3, allowPlaintext: false },
      targets: { fromConsole: "loopback" },
      apps: [],
      log: { level: "info", format: "text" },
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

  it("names the line of an app that cannot be one, and of two with one name", () => {
    const { problems } = parseConfig(
      "version: 1\napps:\n  - {name: Notes, target: 3000}\n  - name: db\n    target: ftp://x\n",
    );
    expect(problems.map((problem) => problem.split(":").slice(0, 2).join(":"))).toEqual([
      "line 3: apps.0.name",
      "line 5: apps.1.target",
    ]);
    const twice = "version: 1\napps:\n  - {name: a, target: 1}\n  - {name: a, target: 2}\n";
    expect(parseConfig(twice).problems[0]).toMatch(/line 3: apps: two apps have one name/);
  });

  it("names the line of what is no YAML, in words", () => {
    expect(parseConfig("version: 1\nrelay: {").problems[0]).toMatch(/^line 2: \w+ \w+/);
    expect(parseConfig("version: 1\nrelay: {}\nrelay: {}\n").problems).toEqual([
      "line 3: Map keys must be unique",
    ]);
  });

  it("names every unknown key, also of several in one place", () => {
    const { problems } = parseConfig(
      "version: 1\nspeed: 1\nrelay:\n  wire: auto\n  a: 1\n  b: 2\n",
    );
    expect(problems.toSorted()).toEqual([
      "line 2: speed: is no known key",
      "line 5: relay.a: is no known key",
      "line 6: relay.b: is no known key",
    ]);
  });
});
