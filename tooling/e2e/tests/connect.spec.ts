import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, connect as openSocket, type Socket } from "node:net";
import { expect, test } from "@playwright/test";
import { agentEntry, createTestHost, logIn, readRun, signIn } from "./homeport.ts";

test("an app that speaks no HTTP is reached through a local port, until access ends", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await using host = createTestHost(readRun().demo.agentHome);
  await using person = createTestHost();
  const target = createServer({ allowHalfOpen: true }, greetAndEcho);
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
  const { port: targetPort } = target.address() as AddressInfo;
  await signIn(page);
  await logIn(page, person.home);
  await host.run("expose", String(targetPort), "--name", "ledger", "--tcp");

  const connect = startConnect(person.home);
  await expect.poll(() => connect.said()).toContain(`→ ledger on `);
  const { port } = connect;
  const opened = dial(port());
  await expect.poll(opened.text).toBe("hello ");
  opened.socket.end("all");
  await opened.closed;
  expect(opened.text()).toBe("hello allgoodbye");

  await page.goto(`${readRun().webUrl}/apps`);
  await page.getByRole("link", { name: "ledger" }).click();
  await expect(page.getByText(`homeport connect ledger --local ${targetPort}`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy the command that connects" })).toBeVisible();
  await expect(page.getByRole("link", { name: /Open app/ })).toHaveCount(0);

  const before = dial(port());
  await expect.poll(before.text).toBe("hello ");
  const relay = readRun().processes.find(({ app }) => app === "relay");
  process.kill(relay?.pid ?? 0, "SIGKILL");
  await before.closed;
  await expect
    .poll(() => connect.said(), { timeout: 30_000 })
    .toMatch(/lost the relay[\s\S]*→ ledger/);
  await expect
    .poll(
      async () => {
        const next = dial(port());
        await Promise.race([next.closed, once(next.socket, "data")]).catch(() => undefined);
        return next.text();
      },
      { timeout: 30_000 },
    )
    .toBe("hello ");

  const held = dial(port());
  await expect.poll(held.text).toBe("hello ");
  await person.run("logout");
  await held.closed;
  expect(await connect.exited).toBe(3);
  await host.run("unexpose", "ledger").catch(() => undefined);
  target.close();
});

function greetAndEcho(socket: Socket): void {
  socket.on("error", () => undefined);
  socket.write("hello ");
  socket.on("data", (bytes) => socket.write(bytes));
  socket.on("end", () => socket.end("goodbye"));
}

/** `homeport connect` as the person whose sign-in is in `home`. */
function startConnect(home: string) {
  const args = [agentEntry, "connect", "ledger", "--local", "0", "--url", readRun().webUrl];
  const child = spawn(process.execPath, args, { env: { HOMEPORT_HOME: home } });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const port = () => Number(/listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1]);
  return { said: () => said, port, exited };
}

function dial(port: number): { socket: Socket; text(): string; closed: Promise<void> } {
  const socket = openSocket({ port, host: "127.0.0.1", allowHalfOpen: true });
  let text = "";
  socket.on("error", () => undefined);
  socket.on("data", (bytes) => {
    text += String(bytes);
  });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  return { socket, text: () => text, closed };
}
