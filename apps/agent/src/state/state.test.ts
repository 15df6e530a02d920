import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock } from "@homeport/platform";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEpochs, openRun } from "./epoch.ts";
import { stateFiles } from "./files.ts";
import { ensureStateFolder, locateState, type StateFolder } from "./folder.ts";
import { ensureHostKey, readHostKey } from "./host-key.ts";
import { openHostKeys } from "./host-keys.ts";

let folder: StateFolder;
const userHome = "/home/somebody";

beforeEach(async () => {
  const home = await mkdtemp(join(tmpdir(), "homeport-state-"));
  folder = locateState({ home, userHome, userId: 1000 });
  await ensureStateFolder(folder);
});
afterEach(() => rm(folder.root, { recursive: true }));

describe("the state folder", () => {
  it("is where the user, root or HOMEPORT_HOME puts it", () => {
    expect(locateState({ userHome, userId: 1000 }).root).toBe(`${userHome}/.local/state/homeport`);
    expect(locateState({ userHome, userId: 0 }).root).toBe("/var/lib/homeport");
    expect(locateState({ userHome, userId: 1000, xdgStateHome: "/s" }).root).toBe("/s/homeport");
    expect(locateState({ userHome, userId: 0, home: "/h" }).configFile).toBe("/h/config.yaml");
  });

  it("puts the socket elsewhere when the path is too long for one", () => {
    const deep = locateState({ home: `/${"d".repeat(120)}`, userHome, userId: 1000 });
    expect(deep.socketPath.length).toBeLessThan(104);
    expect(deep.socketPath).not.toContain("ddd");
  });
});

describe("the host's key", () => {
  it("is made once, kept private, and read again the same", async () => {
    const made = await ensureHostKey(folder);
    expect(made.publicKey).toHaveLength(32);
    expect((await stat(folder.keyFile)).mode & 0o777).toBe(0o600);
    expect((await ensureHostKey(folder)).publicKey).toEqual(made.publicKey);
  });

  it("is refused when other users can read it", async () => {
    await ensureHostKey(folder);
    await chmod(folder.keyFile, 0o644);
    await expect(readHostKey(folder.keyFile)).rejects.toMatchObject({
      code: "KEY_EXPOSED",
      remedy: `Run: chmod 600 '${folder.keyFile}'`,
    });
  });

  it("is never replaced when it is damaged", async () => {
    await writeFile(folder.keyFile, "not a key", { mode: 0o600 });
    await expect(ensureHostKey(folder)).rejects.toMatchObject({ code: "STATE_DAMAGED" });
    expect(await readFile(folder.keyFile, "utf8")).toBe("not a key");
  });
});

describe("a key that takes another's place", () => {
  it("is on disk, private, before anybody hears of it, and is the same after a crash", async () => {
    const before = await ensureHostKey(folder);
    const next = await (await openHostKeys(folder))?.prepare();
    expect((await stat(folder.nextKeyFile)).mode & 0o777).toBe(0o600);
    const again = await openHostKeys(folder);
    expect(again?.current.publicKey).toEqual(before.publicKey);
    expect(again?.next?.publicKey).toEqual(next?.publicKey);
    expect((await again?.prepare())?.publicKey).toEqual(next?.publicKey);
  });

  it("takes it in one step, also when another agent of the folder has done so", async () => {
    await ensureHostKey(folder);
    const [first, second] = [await openHostKeys(folder), await openHostKeys(folder)];
    const next = await first?.prepare();
    expect(await second?.reload()).toBe(true);
    await first?.promote();
    await second?.promote();
    for (const keys of [first, second, await openHostKeys(folder)]) {
      expect(keys?.current.publicKey).toEqual(next?.publicKey);
      expect(keys?.next).toBeNull();
    }
    expect(await first?.reload()).toBe(false);
  });

  it("leaves nothing behind when it is given up", async () => {
    const before = await ensureHostKey(folder);
    const keys = await openHostKeys(folder);
    await keys?.prepare();
    await keys?.discard();
    expect([keys?.current.publicKey, keys?.next]).toEqual([before.publicKey, null]);
    expect((await openHostKeys(folder))?.next).toBeNull();
  });
});

describe("the list of apps", () => {
  it("is set aside when it is damaged, never overwritten", async () => {
    await writeFile(folder.appsFile, "{");
    const { value, setAside } = await stateFiles(folder).apps.readOrSetAside();
    expect(value).toBeNull();
    expect(await readFile(setAside ?? "", "utf8")).toBe("{");
  });

  it("is set aside beside one that was set aside before", async () => {
    const { apps } = stateFiles(folder);
    const places: (string | null)[] = [];
    for (const text of ["{1", "{2"]) {
      await writeFile(folder.appsFile, text);
      places.push((await apps.readOrSetAside()).setAside);
    }
    expect(places).toEqual([`${folder.appsFile}.bad`, `${folder.appsFile}.bad.2`]);
    expect(await Promise.all(places.map((place) => readFile(place ?? "", "utf8")))).toEqual([
      ...["{1", "{2"],
    ]);
  });
});

describe("a disk that takes no more", () => {
  /** What is written under the temporary name goes to a device that is always full. */
  const fill = () => symlink("/dev/full", `${folder.epochFile}.${process.pid}.new`);

  it("is named, leaves the old file as it was and nothing half written", async () => {
    await writeFile(folder.epochFile, "7\n");
    await fill();
    await expect(openEpochs(folder, createVirtualClock()).next()).rejects.toMatchObject({
      code: "STATE_UNWRITABLE",
      detail: `${folder.epochFile}: ENOSPC`,
    });
    expect(await readFile(folder.epochFile, "utf8")).toBe("7\n");
    expect(await readdir(folder.root)).toEqual(["epoch"]);
  });

  it("delays the run of an agent to the first attempt that has room", async () => {
    await fill();
    const run = openRun(openEpochs(folder, createVirtualClock()));
    await expect(run.read()).rejects.toMatchObject({ code: "STATE_UNWRITABLE" });
    expect(run.known).toBeNull();
    const [first, second] = await Promise.all([run.read(), run.read()]);
    expect([second, await run.read(), run.known]).toEqual([first, first, first]);
  });
});

describe("epochs", () => {
  it("rise across restarts, also when the clock falls back", async () => {
    const clock = createVirtualClock();
    clock.jumpWall(1_800_000_000_000);
    const first = openEpochs(folder, clock);
    const taken = [await first.next(), await first.next()];
    clock.jumpWall(-86_400_000);
    taken.push(await openEpochs(folder, clock).next());
    expect(taken).toEqual([...taken].sort((a, b) => a - b));
    expect(new Set(taken).size).toBe(3);
  });

  it("are never handed out twice to callers at once", async () => {
    const epochs = openEpochs(folder, createVirtualClock());
    const taken = await Promise.all(Array.from({ length: 5_000 }, () => epochs.next()));
    expect(new Set(taken).size).toBe(5_000);
  });

  it("are not guessed from a damaged counter", async () => {
    await writeFile(folder.epochFile, "many\n");
    await expect(openEpochs(folder, createVirtualClock()).next()).rejects.toMatchObject({
      code: "STATE_DAMAGED",
    });
  });
});
