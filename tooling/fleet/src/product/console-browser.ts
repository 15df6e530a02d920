import { z } from "zod";

const deadlineMs = 15_000;
const trpcAnswer = z.object({ result: z.object({ data: z.object({ json: z.unknown() }) }) });

/** What came back from a replica of web. */
export interface ConsoleAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Which replica answered, by its own word. */
  readonly replica: string | null;
}

/** A browser, or a command, that speaks to whichever replica of the console it is told to. */
export interface ConsoleBrowser {
  get(replicaUrl: string, path: string): Promise<ConsoleAnswer>;
  post(replicaUrl: string, path: string, body: unknown): Promise<ConsoleAnswer>;
  query(replicaUrl: string, procedure: string, input?: unknown): Promise<ConsoleAnswer>;
  mutate(replicaUrl: string, procedure: string, input?: unknown): Promise<ConsoleAnswer>;
  /** Another one that holds the same cookies now; what either is given later, the other does not hear of. */
  copy(): ConsoleBrowser;
  /** Speaks by this token from now on, and by no cookie. */
  useToken(token: string): void;
  /** The headers by which a replica knows who speaks. */
  credentials(): Record<string, string>;
}

/**
 * `origin` is the console's public one; `address` is where this browser seems to come from: replicas believe a front
 * on this machine, and limit by address. Without an `address` all come from one.
 */
export function openConsoleBrowser(origin: string, address?: string): ConsoleBrowser {
  return openWith(new Map(), origin, address);
}

function openWith(cookies: Map<string, string>, origin: string, address?: string): ConsoleBrowser {
  let token: string | null = null;

  function credentials(): Record<string, string> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return {
      origin,
      ...(address === undefined ? {} : { "x-forwarded-for": address }),
      ...(token === null ? { cookie } : { authorization: `Bearer ${token}` }),
    };
  }

  async function send(url: URL, init: RequestInit): Promise<ConsoleAnswer> {
    const answer = await fetch(url, {
      ...init,
      headers: { "content-type": "application/json", ...credentials() },
      redirect: "manual",
      signal: AbortSignal.timeout(deadlineMs),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const cut = pair.indexOf("=");
      cookies.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    const body: unknown = await answer.json().catch(() => null);
    const replica = answer.headers.get("x-homeport-replica");
    const data = trpcAnswer.safeParse(body);
    return {
      status: answer.status,
      body: data.success ? data.data.result.data.json : body,
      replica,
    };
  }

  const post = (replicaUrl: string, path: string, body: unknown) =>
    send(new URL(path, replicaUrl), { method: "POST", body: JSON.stringify(body) });

  return {
    get: (replicaUrl, path) => send(new URL(path, replicaUrl), { method: "GET" }),
    post,
    query(replicaUrl, procedure, input) {
      const url = new URL(`/api/trpc/${procedure}`, replicaUrl);
      if (input !== undefined) url.searchParams.set("input", JSON.stringify({ json: input }));
      return send(url, { method: "GET" });
    },
    mutate: (replicaUrl, procedure, input) =>
      post(replicaUrl, `/api/trpc/${procedure}`, { json: input }),
    copy: () => openWith(new Map(cookies), origin, address),
    credentials,
    useToken(next) {
      token = next;
    },
  };
}
