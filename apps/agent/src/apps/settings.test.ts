import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parse } from "yaml";
import { writeComposeFile } from "./compose-file.ts";
import { takeSettings } from "./settings.ts";

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "homeport-settings-")), "notes");
});
afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

const wanted = {
  NOTES_MOTTO: { value: 'a "$HOME": {b}' },
  NOTES_SECRET: { generate: { bytes: 32 } },
};

it("makes a value once, keeps it for itself, and takes given ones as they are", async () => {
  const first = await takeSettings({ folder }, wanted);
  expect(first["NOTES_MOTTO"]).toBe('a "$HOME": {b}');
  expect(first["NOTES_SECRET"]).toMatch(/^[\w-]{43}$/);
  expect(await takeSettings({ folder }, wanted)).toEqual(first);
  const kept = join(folder, "settings.json");
  expect((await stat(kept)).mode & 0o777).toBe(0o600);
  expect(await readFile(kept, "utf8")).not.toContain("HOME");
  const more = { ...wanted, NOTES_OTHER: { generate: { bytes: 16 } } };
  expect(await takeSettings({ folder }, more)).toMatchObject(first);
});

it("makes no other value where what was made cannot be read any more", async () => {
  await takeSettings({ folder }, wanted);
  await writeFile(join(folder, "settings.json"), "{");
  await expect(takeSettings({ folder }, wanted)).rejects.toMatchObject({ code: "BAD_MANIFEST" });
});

it("puts values into a compose file as values, and nothing that anybody could make more of", async () => {
  const file = JSON.stringify({
    services: {
      notes: {
        image: "example/notes",
        user: `\${HOMEPORT_UID}:\${HOMEPORT_GID}`,
        environment: { MOTTO: `\${NOTES_MOTTO}`, SECRET: `\${NOTES_SECRET}`, PRICE: "$$5" },
        ports: [`127.0.0.1:\${HOMEPORT_APP_PORT}:80`],
      },
    },
  });
  const composeFile = join(folder, "compose.yaml");
  const places = { folder, composeFile, recordFile: "", outputFiles: ["", ""] as const };
  await writeComposeFile(
    { ...places, outputFiles: ["", ""] },
    {
      ...{ version: 1, name: "notes", title: "Notes", runtime: "compose", rules: [], consents: [] },
      compose: { file, settings: wanted },
      entry: { service: "notes", port: 80 },
    },
  );
  const { notes } = parse(await readFile(composeFile, "utf8")).services;
  expect(notes.user).toBe(`${process.getuid?.()}:${process.getgid?.()}`);
  expect(notes.environment.MOTTO).toBe('a "$$HOME": {b}');
  expect(notes.environment.SECRET).toMatch(/^[\w-]{43}$/);
  expect(notes.environment.PRICE).toBe("$$5");
  expect(notes.ports).toEqual([`127.0.0.1:\${HOMEPORT_APP_PORT}:80`]);
  expect((await stat(composeFile)).mode & 0o777).toBe(0o600);
});
