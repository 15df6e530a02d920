import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

export interface Received {
  readonly from: string;
  readonly to: string;
  /** Header fields and text as they came, quoted-printable undone. */
  readonly data: string;
}

/** A small mail server that keeps what it is sent. */
export interface TestSmtpServer extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** From now on every recipient is refused. */
  refuse(): void;
}

export async function startSmtpServer(): Promise<TestSmtpServer> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let refusing = false;

  async function serve(socket: Socket): Promise<void> {
    const say = (line: string) => socket.write(`${line}\r\n`);
    let [from, to] = ["", ""];
    let data: string[] | null = null;
    say("220 test");
    for await (const line of createInterface({ input: socket })) {
      if (data !== null) {
        if (line === ".") {
          received.push({ from, to, data: readable(data.join("\n")) });
          data = null;
          say("250 kept");
        } else data.push(line.replace(/^\.\./, "."));
        continue;
      }
      const [verb = ""] = line.toUpperCase().split(/[ :]/);
      const address = /<([^>]*)>/.exec(line)?.[1] ?? "";
      if (verb === "EHLO" || verb === "HELO") say("250 test");
      else if (verb === "MAIL") {
        from = address;
        say("250 ok");
      } else if (verb === "RCPT") {
        to = address;
        say(refusing ? "550 nobody of that name" : "250 ok");
      } else if (verb === "DATA") {
        data = [];
        say("354 go on");
      } else if (verb === "QUIT") {
        socket.end("221 bye\r\n");
      } else say("250 ok");
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    void serve(socket).catch(() => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}?from=${encodeURIComponent("Harbour <port@example.org>")}`,
    received,
    refuse: () => {
      refusing = true;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Undoes the soft breaks and escapes that a mail's text travels with. */
function readable(text: string): string {
  return text
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_match, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
