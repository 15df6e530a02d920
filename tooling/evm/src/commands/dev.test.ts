import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runEvm, UsageError } from "../run-evm.ts";

const program = fileURLToPath(new URL("dev.ts", import.meta.url));
const run = (...args: string[]) => runEvm(args);
const commitment = (n: number) => `0x${String(n).padStart(64, "0")}`;

test("dev:evm has a chain with a registry, and says how to use it; evm registers and moves keys there", async () => {
  const child = spawn(process.execPath, [program, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const chains = await readChains(child);
    const { rpcUrls, registries } = chains["31337"];
    const at = ["--url", rpcUrls[0], "--registry", registries[0]];
    const key = await run("key", "--salt", commitment(9), ...at);
    const given = ["--salt", commitment(9), "--commitment", commitment(1)];
    expect(await run("register", ...given, ...at)).toBe(key);
    expect(await run("head", "--key", key, ...at)).toBe(`0 ${commitment(1)}`);
    const move = ["--key", key, "--prev", commitment(1), "--next", commitment(2)];
    expect(await run("advance", ...move, ...at)).toBe("advanced");
    expect(await run("head", "--key", key, ...at)).toBe(`1 ${commitment(2)}`);
    await expect(run("advance", ...move, ...at)).rejects.toThrow("StaleBase");
    await expect(run("advance", "--key", key, ...at)).rejects.toThrow(UsageError);
  } finally {
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  }
});

async function readChains(child: ChildProcess) {
  if (child.stdout === null) throw new Error("no output");
  for await (const line of createInterface(child.stdout)) {
    const [, json] = /^HOMEPORT_VAULT_CHAINS='(.*)' pnpm start$/.exec(line) ?? [];
    if (json !== undefined) return JSON.parse(json);
  }
  throw new Error("no chains");
}
