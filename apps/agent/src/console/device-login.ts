import type { Clock } from "@homeport/platform";
import { z } from "zod";
import { AgentError } from "../errors.ts";

const clientId = "homeport-cli";
const grantType = "urn:ietf:params:oauth:grant-type:device_code";
const answerWithinMs = 15_000;
/** What RFC 8628 adds to the interval each time the server says `slow_down`. */
const slowDownMs = 5_000;

const codeSchema = z.object({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_uri: z.string(),
  verification_uri_complete: z.string().optional(),
  interval: z.number().positive().default(5),
  expires_in: z.number().positive(),
});
const tokenSchema = z.object({ access_token: z.string().min(1) });
const refusalSchema = z.object({ error: z.string() });

/** The code that a person approves in the browser. */
export interface DeviceCode {
  readonly userCode: string;
  readonly verificationUrl: string;
}

interface LoginParts {
  readonly webUrl: string;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Called once with the code to show. */
  onCode(code: DeviceCode): void;
}

/**
 * Signs the command in through a browser (RFC 8628): asks for a code, shows it, and polls until a
 * person approves it. Answers the signed session token. Throws `LOGIN_DENIED`, `LOGIN_EXPIRED`,
 * `CONSOLE_UNREACHABLE` or `CONSOLE_REFUSED`.
 */
export async function loginByDevice(parts: LoginParts): Promise<string> {
  const answer = await post(parts, "/api/auth/device/code", { client_id: clientId });
  const code = codeSchema.safeParse(answer.body);
  if (!code.success) throw new AgentError("CONSOLE_REFUSED", { detail: `HTTP ${answer.status}` });
  const { device_code: deviceCode, user_code: userCode } = code.data;
  const path = code.data.verification_uri_complete ?? code.data.verification_uri;
  parts.onCode({ userCode: inGroups(userCode), verificationUrl: new URL(path, parts.webUrl).href });

  const endsAtMs = parts.clock.monotonicMs() + code.data.expires_in * 1_000;
  let everyMs = code.data.interval * 1_000;
  while (parts.clock.monotonicMs() < endsAtMs) {
    await parts.clock.sleep(everyMs);
    const outcome = await askForToken(parts, deviceCode);
    if (typeof outcome === "object") return outcome.token;
    if (outcome === "slow_down") everyMs += slowDownMs;
  }
  throw new AgentError("LOGIN_EXPIRED");
}

/** `MMH433PM` as `MMH4-33PM`, the way the browser shows it; other lengths stay as they are. */
function inGroups(code: string): string {
  return /^[A-Z0-9]{8}$/.test(code) ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
}

async function askForToken(
  parts: LoginParts,
  deviceCode: string,
): Promise<{ token: string } | "pending" | "slow_down"> {
  const answer = await post(parts, "/api/auth/device/token", {
    grant_type: grantType,
    device_code: deviceCode,
    client_id: clientId,
  });
  const token = tokenSchema.safeParse(answer.body);
  if (token.success) return { token: token.data.access_token };
  const refusal = refusalSchema.safeParse(answer.body);
  switch (refusal.success ? refusal.data.error : "") {
    case "authorization_pending":
      return "pending";
    case "slow_down":
      return "slow_down";
    case "access_denied":
      throw new AgentError("LOGIN_DENIED");
    case "expired_token":
    case "invalid_grant":
      throw new AgentError("LOGIN_EXPIRED");
    default:
      throw new AgentError("CONSOLE_REFUSED", { detail: `HTTP ${answer.status}` });
  }
}

async function post(
  parts: LoginParts,
  path: string,
  body: unknown,
): Promise<{ status: number; body: unknown }> {
  try {
    const response = await parts.fetch(new URL(path, parts.webUrl), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const text = await response.text();
    return { status: response.status, body: parseJson(text) };
  } catch (cause) {
    throw new AgentError("CONSOLE_UNREACHABLE", { detail: parts.webUrl, cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
