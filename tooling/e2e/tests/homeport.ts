import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
import { ownRunFile } from "../src/run-files.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** The bundled `homeport` command. */
export const agentEntry = join(root, "apps/agent/dist/main.js");

interface Run {
  readonly webUrl: string;
  readonly appsUrl: string;
  readonly databaseUrl: string;
  readonly opsUrls: { readonly relay: readonly string[] };
  readonly admin: { readonly email: string; readonly password: string };
  readonly demo: { readonly appUrl: string; readonly hostId: string; readonly agentHome: string };
  /** Address of the catalog's repository; null without git. */
  readonly catalogRepo: string | null;
  readonly processes: readonly { readonly app: string; readonly pid: number }[];
}

/** The run under test, read anew: processes change when they are started again. */
export function readRun(): Run {
  return JSON.parse(readFileSync(ownRunFile(process.env), "utf8"));
}

/** Fills in the sign-in form that the page shows. */
export async function fillSignIn(page: Page): Promise<void> {
  const { admin } = readRun();
  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password", { exact: true }).fill(admin.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Signs in to the console and waits for the overview. */
export async function signIn(page: Page): Promise<void> {
  await page.goto(`${readRun().webUrl}/sign-in`);
  await fillSignIn(page);
  await expect(page.getByRole("navigation").first()).toBeVisible();
}

/** Signs the command in on a state folder; the signed-in page approves it, as a person does. */
export async function logIn(page: Page, home: string): Promise<void> {
  const login = spawn(process.execPath, [agentEntry, "login", "--url", readRun().webUrl], {
    env: { HOMEPORT_HOME: home },
  });
  let said = "";
  login.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const exited = new Promise<number | null>((resolve) => login.once("exit", resolve));
  await expect.poll(() => said).toMatch(/Open (\S+)[\s\S]*approve the code (\S+)\./);
  const [, url = "", code = ""] = /Open (\S+)[\s\S]*approve the code (\S+)\./.exec(said) ?? [];
  await page.goto(url);
  await expect(page.getByText(code).first()).toBeVisible();
  await page.getByRole("button", { name: "Approve" }).click();
  expect(await exited).toBe(0);
}

/** A host of the tests' own: its state folder, its commands, and its agent while that runs. */
export interface TestHost extends AsyncDisposable {
  readonly home: string;
  /** Runs one `homeport` command and answers its JSON; throws with what it said. */
  run(...args: string[]): Promise<unknown>;
  /** Starts `homeport up`; answers a function that stops it and waits for its end. */
  up(): Promise<() => Promise<void>>;
}

/**
 * Uses the state folder `home`, or makes an empty one in which nothing is enrolled yet. Its agent finds programs on `path`, which is this
 * process's own unless given.
 */
export function createTestHost(existing?: string, path = process.env["PATH"]): TestHost {
  const home = existing ?? mkdtempSync(join(tmpdir(), "homeport-host-"));
  const env = { PATH: path, HOMEPORT_HOME: home };
  let stop: () => Promise<void> = () => Promise.resolve();
  return {
    home,
    run: (...args) =>
      new Promise((resolve, reject) => {
        const command = [agentEntry, ...args, "--json"];
        execFile(process.execPath, command, { env, timeout: 60_000 }, (error, stdout, stderr) => {
          if (error === null) resolve(JSON.parse(stdout));
          else reject(new Error(stderr || error.message));
        });
      }),
    async up() {
      const agent = spawn(process.execPath, [agentEntry, "up"], { env, stdio: "ignore" });
      const exited = once(agent, "exit");
      stop = async () => {
        if (agent.exitCode === null) agent.kill("SIGTERM");
        await exited;
      };
      return stop;
    },
    async [Symbol.asyncDispose]() {
      await stop();
      if (existing === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The hostname of an app under the apps host, with its port. */
export function appHost(label: string): string {
  const url = new URL(readRun().appsUrl);
  return `${label}.${url.host}`;
}
