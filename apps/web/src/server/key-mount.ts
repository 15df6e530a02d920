import type { KeySignIn } from "@homeport/auth";
import { sendFetchResponse, toFetchRequest } from "./fetch-bridge.ts";
import type { Mount } from "./mount.ts";

/** A message of eight lines and a signature. */
const maxBodyBytes = 8 * 1024;

/** `/api/keys/*`: how keys of operators sign in and out. */
export function createKeyMount(answerKeys: KeySignIn, origin: URL): Mount {
  return async function answer(request, response, peer) {
    const asked = await toFetchRequest(request, origin, maxBodyBytes);
    await sendFetchResponse(response, await answerKeys(asked, peer));
  };
}
