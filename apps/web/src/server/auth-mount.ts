import type { Auth } from "@homeport/auth";
import { sendFetchResponse, toFetchRequest } from "./fetch-bridge.ts";
import type { Mount } from "./mount.ts";

/** Sign-in bodies hold a few short fields. */
const maxBodyBytes = 64 * 1024;

/** `/api/auth/*`. */
export function createAuthMount(auth: Auth, origin: URL): Mount {
  return async function answerAuth(request, response, peer) {
    const asked = await toFetchRequest(request, origin, maxBodyBytes);
    await sendFetchResponse(response, await auth.handler(asked, peer));
  };
}
