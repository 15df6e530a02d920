import type { ActingBy } from "@homeport/gate";
import type { Caller } from "./request.ts";

/** In whose name a relay is asked for what a caller wants. */
export function actingBy(caller: Caller): ActingBy {
  return caller.kind === "key"
    ? { keyId: caller.key.keyId }
    : { sessionId: caller.session.sessionId };
}
