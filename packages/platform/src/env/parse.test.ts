import { expect, test } from "vitest";
import { z } from "zod";
import { ConfigError } from "./config-error.ts";
import { type ParseEnvOptions, parseEnv } from "./parse.ts";
import {
  booleanSchema,
  dnsServersSchema,
  listenAddressSchema,
  originSchema,
  wholeNumber,
} from "./schemas.ts";
import { defineEnv, type EnvSource } from "./spec.ts";
import { stageSchema } from "./stage.ts";
import { unknownNames } from "./unknown-names.ts";

const spec = defineEnv(
  {
    HOMEPORT_STAGE: { schema: stageSchema, describe: "The stage.", default: "dev" },
    HOMEPORT_ADDR: {
      schema: listenAddressSchema,
      describe: "A listener.",
      default: { dev: "127.0.0.1:1", test: "127.0.0.1:2", prod: "[::]:3" },
    },
    HOMEPORT_DELAY_MS: { schema: wholeNumber(0, 10), describe: "A delay.", default: "5" },
    HOMEPORT_FLAG: { schema: booleanSchema, describe: "A flag.", default: "false" },
    HOMEPORT_URL: { schema: originSchema.optional(), describe: "A URL." },
    HOMEPORT_KEY: {
      schema: z.string().min(8, "is shorter than 8 characters"),
      describe: "A key.",
      remedy: "Set it to 8 characters.",
      secret: true,
    },
  },
  [
    (values) =>
      values.HOMEPORT_FLAG && values.HOMEPORT_STAGE === "prod"
        ? [{ name: "HOMEPORT_FLAG", problem: "is true in prod", remedy: "Unset it." }]
        : [],
  ],
);

function problems(source: EnvSource, options?: ParseEnvOptions): string[] {
  try {
    parseEnv(spec, source, options);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

test("values are trimmed, empty is unset, and defaults follow the stage", () => {
  expect(
    parseEnv(spec, { HOMEPORT_STAGE: " PROD ", HOMEPORT_KEY: " 12345678\n", HOMEPORT_URL: "  " }),
  ).toEqual({
    HOMEPORT_STAGE: "prod",
    HOMEPORT_ADDR: { host: "::", port: 3 },
    HOMEPORT_DELAY_MS: 5,
    HOMEPORT_FLAG: false,
    HOMEPORT_URL: undefined,
    HOMEPORT_KEY: "12345678",
  });
});

test("all problems are listed at once, those of combinations too", () => {
  expect(
    problems({
      HOMEPORT_STAGE: "prod",
      HOMEPORT_FLAG: "true",
      HOMEPORT_DELAY_MS: "11",
      HOMEPORT_KEY: "short",
    }),
  ).toEqual([
    "HOMEPORT_DELAY_MS: is not a whole number from 0 to 10. Correct it; docs/configuration.md says what it takes.",
    "HOMEPORT_KEY: is shorter than 8 characters. Set it to 8 characters.",
    "HOMEPORT_FLAG: is true in prod. Unset it.",
  ]);
});

test("what is missing says so", () => {
  expect(problems({})).toEqual(["HOMEPORT_KEY: is not set. Set it to 8 characters."]);
});

test("no value is printed, of a secret or any other", () => {
  const text = problems({
    HOMEPORT_STAGE: "hunter2",
    HOMEPORT_ADDR: "hunter2",
    HOMEPORT_URL: "https://user:hunter2@example.org/x",
    HOMEPORT_FLAG: "hunter2",
    HOMEPORT_DELAY_MS: "hunter2",
    HOMEPORT_KEY: "hunter2",
  });
  expect(text).toHaveLength(6);
  expect(text.join("\n")).not.toContain("hunter2");
});

test("a secret may come from a file, without its final newline", () => {
  const readFile = (path: string) => (path === "/run/key" ? "from the file\n" : "");
  const source = { HOMEPORT_KEY_FILE: "/run/key" };
  expect(parseEnv(spec, source, { readFile }).HOMEPORT_KEY).toBe("from the file");
});

test("a secret that is set and also comes from a file is refused", () => {
  expect(problems({ HOMEPORT_KEY: "12345678", HOMEPORT_KEY_FILE: "/run/key" })).toEqual([
    "HOMEPORT_KEY: is set, and so is HOMEPORT_KEY_FILE. Keep one of the two.",
  ]);
});

test("a secret's file that cannot be read is named", () => {
  expect(problems({ HOMEPORT_KEY_FILE: "/does/not/exist" })).toEqual([
    "HOMEPORT_KEY_FILE: names a file that cannot be read. Give the path of a file that this process may read.",
  ]);
});

test("only what is secret may come from a file", () => {
  const source = { HOMEPORT_KEY: "12345678", HOMEPORT_DELAY_MS_FILE: "/run/delay" };
  expect(parseEnv(spec, source).HOMEPORT_DELAY_MS).toBe(5);
  expect(unknownNames(spec, source)).toHaveLength(1);
});

test("the process environment plays no part", () => {
  process.env["HOMEPORT_DELAY_MS"] = "9";
  try {
    expect(parseEnv(spec, { HOMEPORT_KEY: "12345678" }).HOMEPORT_DELAY_MS).toBe(5);
  } finally {
    delete process.env["HOMEPORT_DELAY_MS"];
  }
});

test.each([
  ["127.0.0.1:0", { host: "127.0.0.1", port: 0 }],
  ["[::1]:80", { host: "::1", port: 80 }],
  ["localhost:65535", { host: "localhost", port: 65535 }],
])("%s is an address to listen on", (text, expected) => {
  expect(listenAddressSchema.parse(text)).toEqual(expected);
});

test.each(["80", ":80", "host:", "host:65536", "::1:80", "http://host:80", "host:80/path"])(
  "%s is no address to listen on",
  (text) => {
    expect(listenAddressSchema.safeParse(text).success).toBe(false);
  },
);

test.each([
  ["https://home.example.org/", "https://home.example.org"],
  ["http://localhost:3000", "http://localhost:3000"],
])("%s is a public address", (text, expected) => {
  expect(originSchema.parse(text)).toBe(expected);
});

test.each([
  "home.example.org",
  "https://example.org/path",
  "ftp://example.org",
  "https://u:p@example.org",
  "https://example.org?x",
])("%s is no public address", (text) => {
  expect(originSchema.safeParse(text).success).toBe(false);
});

test("an unknown name is named with the nearest one that exists", () => {
  expect(
    unknownNames(spec, { HOMEPORT_STGE: "dev", HOMEPORT_KEY_FILE: "x", PATH: "/bin" }),
  ).toEqual(["HOMEPORT_STGE is not known. Did you mean HOMEPORT_STAGE?"]);
});

test("what other programs of Homeport read is no mistake", () => {
  expect(unknownNames(spec, { HOMEPORT_HOME: "x", HOMEPORT_RELAY_ADDR: "x" })).toEqual([]);
  expect(unknownNames(spec, { HOMEPORT_GATE_SECRET_FILE: "/run/secret" })).toEqual([]);
});

test("a slip in a name that another program reads is answered with that name", () => {
  expect(unknownNames(spec, { HOMEPORT_GATE_SECRET_FIEL: "x" })).toEqual([
    "HOMEPORT_GATE_SECRET_FIEL is not known. Did you mean HOMEPORT_GATE_SECRET_FILE?",
  ]);
});

test("name servers are addresses, with a port or without, and nothing that would have to be looked up", () => {
  const read = (text: string) => dnsServersSchema.safeParse(text).data ?? null;
  expect(read("192.0.2.53, [2001:db8::1]:5353,2001:db8::2")).toEqual([
    "192.0.2.53",
    "[2001:db8::1]:5353",
    "2001:db8::2",
  ]);
  for (const wrong of ["dns.example.org", "192.0.2.53:0", "192.0.2.53:65536", "192.0.2.53,", ""]) {
    expect(read(wrong), wrong).toBeNull();
  }
});
