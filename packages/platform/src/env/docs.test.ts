import { expect, test } from "vitest";
import { z } from "zod";
import { envNames, renderEnvDocs, renderEnvExample } from "./docs.ts";
import { opsVariable } from "./shared.ts";
import { defineEnv } from "./spec.ts";

const web = defineEnv({
  ...opsVariable("127.0.0.1:9101"),
  HOMEPORT_KEY: {
    schema: z.string().optional(),
    describe: "A | key.",
    secret: true,
    group: "Keys",
  },
});
const worker = defineEnv(opsVariable("127.0.0.1:9102"));

test("each variable is one row, with what differs between the apps", () => {
  expect(renderEnvDocs({ web, worker })).toBe(
    [
      "## Keys",
      "",
      "| variable | meaning | default | read by |",
      "|---|---|---|---|",
      "| `HOMEPORT_KEY`, or `HOMEPORT_KEY_FILE` | A \\| key. | unset | web |",
      "",
      "## Process",
      "",
      "| variable | meaning | default | read by |",
      "|---|---|---|---|",
      "| `HOMEPORT_OPS_ADDR` | Listener of /healthz, /readyz and /metrics. It has no sign-in: keep it inside. | `127.0.0.1:9101`; worker: `127.0.0.1:9102` | web, worker |",
      "",
    ].join("\n"),
  );
});

test("an environment file names each variable, and sets none", () => {
  const text = renderEnvExample({ web, worker });
  expect(text).toBe(
    [
      "# == Keys ==",
      "",
      "# A | key. A secret; or its file in HOMEPORT_KEY_FILE.",
      "# Read by web; default: unset",
      "#HOMEPORT_KEY=",
      "",
      "# == Process ==",
      "",
      "# Listener of /healthz, /readyz and /metrics. It has no sign-in: keep it inside.",
      "# Read by web, worker; default: 127.0.0.1:9101; worker: 127.0.0.1:9102",
      "#HOMEPORT_OPS_ADDR=",
      "",
    ].join("\n"),
  );
  expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
});

test("a default that depends on the stage names each stage that differs", () => {
  const spec = defineEnv({
    A: { schema: z.string(), describe: "A.", default: { dev: "1", test: "1", prod: "2" } },
    B: { schema: z.string(), describe: "B.", default: { dev: "1", test: "2", prod: "3" } },
    C: { schema: z.string(), describe: "C.", defaultText: "the host's name" },
  });
  const text = renderEnvDocs({ web: spec });
  expect(text).toContain("| `1`, in prod `2` |");
  expect(text).toContain("| dev `1`, test `2`, prod `3` |");
  expect(text).toContain("| the host's name |");
});

test("the names of all programs are those that they read, and those of files of secrets", () => {
  const database = defineEnv({ DATABASE_URL: { schema: z.string(), describe: "Postgres." } });
  expect(envNames({ web, worker, database })).toEqual([
    "HOMEPORT_KEY",
    "HOMEPORT_KEY_FILE",
    "HOMEPORT_OPS_ADDR",
  ]);
});
