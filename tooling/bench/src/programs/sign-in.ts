import { createAuth, resetRateClasses, signInRateClasses } from "@homeport/auth";
import { createLimiter } from "@homeport/coordination";
import { newId } from "@homeport/platform";
import { answerAsks, cpuOfEach } from "./answer-asks.ts";
import { openStores } from "./open-stores.ts";
import { webUrl } from "./seed-gate.ts";

/** Sign-in of one process over real stores, asked without HTTP. */
const [databaseUrl = "", secret = ""] = process.argv.slice(2);

const stores = await openStores(databaseUrl, secret);
const limiter = createLimiter({
  classes: { ...signInRateClasses, ...resetRateClasses },
  maxReplicas: 1,
  ...stores,
});
const options = { limiter, webUrl, stage: "test", signUp: "open", mailer: null } as const;
const auth = createAuth({ ...stores, ...options });

let people = 0;

async function signUp(): Promise<Response> {
  people += 1;
  const email = `${newId()}@example.org`;
  const request = new Request(new URL("/api/auth/sign-up/email", webUrl), {
    method: "POST",
    headers: { "content-type": "application/json", origin: webUrl.origin },
    body: JSON.stringify({ name: "Ada", email, password: "correct horse battery" }),
  });
  const address = `192.0.${Math.floor(people / 250)}.${people % 250}`;
  const answer = await auth.handler(request, { address, requestId: "r" });
  if (!answer.ok) throw new Error(`sign-up answered ${answer.status}`);
  return answer;
}

const signedUp = pairsOf((await signUp()).headers.getSetCookie());
/** Opened after that, so that it has not heard of a change of this person, and may believe their cookie. */
const calmStores = await openStores(databaseUrl, secret);
const calm = createAuth({ ...calmStores, ...options });

function pairsOf(setCookies: readonly string[]): Map<string, string> {
  const pairs = setCookies.map((line) => /^([^=]+)=([^;]*)/.exec(line) ?? []);
  return new Map(pairs.map(([, name = "", value = ""]) => [name, value]));
}

/** The session's cookie with a cache that is as young as can be: it lives for a minute. */
async function freshCookie(): Promise<Headers> {
  const cached = /session_data/;
  const own = [...signedUp].filter(([name]) => !cached.test(name));
  const written: string[] = [];
  const cookie = (pairs: Iterable<[string, string]>) =>
    new Headers({ cookie: [...pairs].map(([name, value]) => `${name}=${value}`).join("; ") });
  const setCookie = (value: string) => void written.push(value);
  await calm.readSession(cookie(own), { fresh: false, setCookie });
  return cookie(new Map([...own, ...pairsOf(written)]));
}

answerAsks({
  /** By the signed cookie alone: what asks the store is no control for what does not. */
  async "get-session"(seconds) {
    const headers = await freshCookie();
    const before = await calmStores.queries();
    const figures = await cpuOfEach(seconds, 20, async () => {
      if ((await calm.readSession(headers)) === null) throw new Error("nobody is signed in");
    });
    const queries = (await calmStores.queries()) - before;
    if (queries > 0) throw new Error(`the cookie was not believed, ${queries} times`);
    return figures;
  },
  /** As fast as one process hashes, which is one at a time. */
  async "hash-50"() {
    const startedMs = performance.now();
    await Promise.all(Array.from({ length: 50 }, () => signUp()));
    return { tookMs: performance.now() - startedMs };
  },
});
