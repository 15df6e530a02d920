import { systemClock } from "@homeport/platform";
import { createDockerCommand, type DockerCommand, waitFor } from "@homeport/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runDocker } from "./docker.ts";
import { identify } from "./process-identity.ts";
import { readPs } from "./read-ps.ts";

let docker: DockerCommand;
beforeEach(() => {
  docker = createDockerCommand();
});
afterEach(() => docker[Symbol.asyncDispose]());

const version = ["compose", "version", "--format", "json"];
const call = (rest: object = {}) => ({
  ...{
    args: version,
    deadlineMs: 20_000,
    env: { PATH: docker.path },
    cwd: "/",
    clock: systemClock,
  },
  ...rest,
});

describe("the docker command", () => {
  it("is handed each argument as it is, and answers what it printed", async () => {
    const args = [...version.slice(0, 1), "-p", "$(id) `id`; *", "-f", "/x y"];
    const heard: string[] = [];
    const answer = await runDocker(call({ args, onOutput: (text: string) => heard.push(text) }));
    expect(answer).toMatchObject({ isDone: false, stdout: "" });
    expect(answer.why).toContain("/x y");
    expect(heard.join("")).toContain(answer.why);
    expect(docker.calls()[0]?.argv).toEqual(args);
    expect((await runDocker(call())).stdout).toContain("version");
  });

  it("is ended when it takes too long", async () => {
    docker.fault({ when: "version", slowMs: 60_000 });
    const answer = await runDocker(call({ deadlineMs: 500 }));
    expect(answer).toMatchObject({ isDone: false, why: "it took longer than 1 s" });
    for (const { pid } of docker.calls()) expect(await identify(pid)).toBeNull();
  });

  it("is ended when it is given up, and not begun after that", async () => {
    docker.fault({ when: "version", slowMs: 60_000 });
    const abort = new AbortController();
    const answer = runDocker(call({ signal: abort.signal }));
    const [begun] = await waitFor(() => docker.calls().length > 0 && docker.calls(), {
      deadlineMs: 20_000,
    });
    abort.abort(new Error("something newer"));
    await expect(answer).rejects.toThrow("something newer");
    expect(await identify(begun?.pid ?? 0)).toBeNull();
    await expect(runDocker(call({ signal: abort.signal }))).rejects.toThrow("something newer");
    expect(docker.calls()).toHaveLength(1);
  });

  it("is missed by its name where there is none", async () => {
    const nowhere = call({ env: { PATH: "/nowhere" } });
    await expect(runDocker(nowhere)).rejects.toMatchObject({ code: "NO_DOCKER" });
  });
});

describe("what ps prints", () => {
  const web = { Service: "web", State: "running", ExitCode: 0 };
  const db = { Service: "db", State: "exited", ExitCode: 3 };

  it.each([
    ["nothing", "", []],
    ["an empty array", "[]\n", []],
    ["an array", `${JSON.stringify([{ ...web, Name: "x" }, db])}\n`, [web, db]],
    [
      "an object a line",
      `${JSON.stringify(web)}\n${JSON.stringify({ ...db, Health: "" })}\n`,
      [web, db],
    ],
    ["an object without a code", '{"Service":"web","State":"running"}', [web]],
  ])("is read as %s", (_what, text, containers) => {
    expect(readPs(text)).toEqual(containers);
  });

  it("is an error where it is neither", () => {
    for (const text of ["NAME IMAGE", '{"State":"running"}', "[1]"])
      expect(() => readPs(text)).toThrow();
  });
});
