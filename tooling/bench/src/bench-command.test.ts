import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { benchCase } from "./bench-case.ts";
import { runBenchCommand } from "./bench-command.ts";
import type { BenchPlan } from "./bench-plan.ts";
import { cpuFigures } from "./cases/cpu-figures.ts";
import { contender, type Running } from "./contender.ts";
import { countCpu } from "./cpu.ts";
import { startProgram } from "./program.ts";
import type { Site } from "./site.ts";
import { requestOneByOne } from "./visitor/requests.ts";

type Start = (site: Site) => Promise<Running>;
const count = 200;

/** Nothing lies between visitor and target, so nothing is spent there. */
const nothing: Start = async ({ targetPort }) => {
  return { port: targetPort, host: "bench.localhost", headers: {}, programs: [] };
};

const proxy: Start = async ({ stage, targetPort }) => {
  const program = await startProgram(stage, "proxy", "plain-proxy.ts", [targetPort]);
  return { port: program.port, host: "bench.localhost", headers: {}, programs: [program] };
};

function plan(ours: Start, control: Start): BenchPlan {
  return {
    name: "tunnel",
    does: "a few requests",
    usual: { rounds: 1, seconds: 1 },
    goals: [
      {
        goal: "CPU a request",
        ours: ["requests", "ours", "cpuUs"],
        control: ["requests", "control", "cpuUs"],
        ...{ by: "ratio", must: { atMost: 0.6 }, aim: { atMost: 0.5 } },
      },
    ],
    listCases: (site) => [
      benchCase({
        ...{ name: "requests", title: "a few requests" },
        contenders: [
          contender("ours", () => ours(site)),
          contender("control", () => control(site)),
        ],
        async measure(running) {
          const { spent } = await countCpu(running.programs, () =>
            requestOneByOne(running, { count, connections: 8 }),
          );
          return cpuFigures(spent, count);
        },
      }),
    ],
  };
}

let folder: string;
let said: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bench-test-"));
  said = "";
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(tunnel: BenchPlan, flags = ["--quick"]): Promise<number> {
  const print = (text: string) => {
    said += text;
  };
  const terminal = { print, complain: print, signal: new AbortController().signal };
  return runBenchCommand([tunnel], ["tunnel", "--reports", folder, ...flags], terminal);
}

it("exits 1 when a control is made faster than ours", async () => {
  expect(await run(plan(proxy, nothing))).toBe(1);
  expect(said).toContain("MISSED");
});

it("exits 0 when every goal is met, and writes down what was measured", async () => {
  expect(await run(plan(nothing, proxy))).toBe(0);
  const [file = ""] = readdirSync(folder);
  const report = JSON.parse(readFileSync(join(folder, file), "utf8"));
  expect(report.goals).toMatchObject([{ goal: "CPU a request", verdict: "aim", ours: 0 }]);
  expect(report.cases.requests.control.figures.cpuUs.samples).toHaveLength(1);
});

it("exits 1 and names the contender when one of its answers is wrong", async () => {
  await using stack = new AsyncDisposableStack();
  const server = createServer((_, response) => response.end("something else"));
  server.listen(0, "127.0.0.1");
  stack.defer(() => void server.close());
  const liar: Start = async () => {
    const { port } = server.address() as AddressInfo;
    return { port, host: "bench.localhost", headers: {}, programs: [] };
  };
  expect(await run(plan(liar, nothing))).toBe(1);
  expect(said).toContain("ours failed in requests: a wrong answer: 200, 14 bytes");
});

it("refuses a number of rounds that is none", async () => {
  expect(await run(plan(nothing, nothing), ["--rounds", "none"])).toBe(1);
  expect(said).toContain("whole number above 0");
});
