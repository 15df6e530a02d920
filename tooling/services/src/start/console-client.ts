import { z } from "zod";
import { RemedyError } from "../remedy-error.ts";

/** Speaks to the console as a person's browser does: plain HTTP, a cookie, the console's own origin. */
export type ConsoleClient = {
  /** False when the e-mail or the password is not known. */
  signIn(account: Account): Promise<boolean>;
  signUp(account: Account & { name: string }): Promise<"created" | "closed">;
  /** The cookies of this client's session. */
  session(): Cookies;
  /** Ends the session of these cookies; one that is over already is no error. */
  signOut(session: Cookies): Promise<void>;
  query(procedure: string, input: unknown): Promise<unknown>;
  mutate(procedure: string, input: unknown): Promise<unknown>;
  /** Asks a plain route; its answer is JSON. */
  get(path: string): Promise<unknown>;
  /** Sends a photo in one request; answers its id. */
  upload(metadata: Readonly<Record<string, string>>, bytes: Buffer<ArrayBuffer>): Promise<string>;
};

export type Cookies = Readonly<Record<string, string>>;

export type Account = { email: string; password: string };

const requestDeadlineMs = 30_000;
const trpcAnswer = z.object({ result: z.object({ data: z.object({ json: z.unknown() }) }) });

/** An answer that is no success, with what it said. */
export class ConsoleRefusal extends RemedyError {
  readonly status: number;

  constructor(path: string, status: number, body: string) {
    super(
      `The console answered ${status} to ${path}: ${body}`,
      "Read .data/logs/web.log; with --fresh the data begins anew.",
    );
    this.status = status;
  }
}

/** `address` is where web listens, `origin` the public address that it believes itself to have. */
export function createConsoleClient(address: string, origin: string): ConsoleClient {
  const jar = createCookieJar();

  function sendWith(cookie: string, path: string, init: RequestInit): Promise<Response> {
    return fetch(`${address}${path}`, {
      ...init,
      headers: { "content-type": "application/json", origin, cookie },
      redirect: "manual",
      signal: AbortSignal.timeout(requestDeadlineMs),
    });
  }

  async function send(path: string, init: RequestInit): Promise<Response> {
    const answer = await sendWith(cookieHeader(jar.all()), path, init);
    jar.keep(answer.headers.getSetCookie());
    return answer;
  }

  async function call(path: string, init: RequestInit): Promise<unknown> {
    const answer = await send(path, init);
    if (!answer.ok) throw await refused(path, answer);
    return trpcAnswer.parse(await answer.json()).result.data.json;
  }

  return {
    async signIn(account) {
      const path = "/api/auth/sign-in/email";
      const answer = await send(path, { method: "POST", body: JSON.stringify(account) });
      if (answer.ok) return true;
      if (answer.status === 401) return false;
      throw await refused(path, answer);
    },
    async signUp(account) {
      const path = "/api/auth/sign-up/email";
      const answer = await send(path, { method: "POST", body: JSON.stringify(account) });
      if (answer.ok) return "created";
      if (answer.status === 403 || answer.status === 422) return "closed";
      throw await refused(path, answer);
    },
    session: () => jar.all(),
    async signOut(session) {
      const path = "/api/auth/sign-out";
      const answer = await sendWith(cookieHeader(session), path, { method: "POST", body: "{}" });
      await answer.body?.cancel();
    },
    query(procedure, input) {
      const encoded = encodeURIComponent(JSON.stringify({ json: input }));
      return call(`/api/trpc/${procedure}?input=${encoded}`, { method: "GET" });
    },
    mutate: (procedure, input) =>
      call(`/api/trpc/${procedure}`, {
        method: "POST",
        body: JSON.stringify({ json: input }),
      }),
    async get(path) {
      const answer = await send(path, { method: "GET" });
      if (!answer.ok) throw await refused(path, answer);
      return await answer.json();
    },
    async upload(metadata, bytes) {
      const path = "/api/v1/uploads";
      const pairs = Object.entries(metadata).map(
        ([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`,
      );
      const answer = await fetch(`${address}${path}`, {
        method: "POST",
        headers: {
          ...{ origin, cookie: cookieHeader(jar.all()), "tus-resumable": "1.0.0" },
          "content-type": "application/offset+octet-stream",
          "upload-length": String(bytes.length),
          "upload-metadata": pairs.join(","),
        },
        body: bytes,
        signal: AbortSignal.timeout(requestDeadlineMs),
      });
      const imageId = answer.headers.get("homeport-image-id");
      if (!answer.ok || imageId === null) throw await refused(path, answer);
      return imageId;
    },
  };
}

async function refused(path: string, answer: Response): Promise<ConsoleRefusal> {
  return new ConsoleRefusal(path, answer.status, (await answer.text()).slice(0, 500));
}

function cookieHeader(cookies: Cookies): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");
}

/** What a browser keeps: the last value of each name. An answer may renew one cookie and not the others. */
function createCookieJar() {
  const values = new Map<string, string>();
  return {
    all: (): Cookies => Object.fromEntries(values),
    keep(lines: string[]) {
      for (const line of lines) {
        const [pair = ""] = line.split(";");
        const cut = pair.indexOf("=");
        values.set(pair.slice(0, cut), pair.slice(cut + 1));
      }
    },
  };
}
