const signedIn =
  "needs a console that a command is signed in to, and the agent's own tests have none";

/**
 * Codes that no test names yet, each with why. The list only shrinks: a code that a test names has to leave it, and a new code comes
 * with its test.
 */
export const unshownCodes: ReadonlyMap<string, string> = new Map([
  ["APP_SPEAKS_HTTP", signedIn],
  ["APP_SPEAKS_NO_HTTP", signedIn],
  ["HOST_UNKNOWN", signedIn],
  ["NOT_CONFIRMED", signedIn],
  ["OPERATION_FAILED", signedIn],
  ["OPERATION_UNFINISHED", signedIn],
  [
    "PHOTOS_REFUSED",
    "comes about in the test of `photos push`, which looks at the exit code alone",
  ],
  ["PUSH_STOPPED", signedIn],
  ["VAULT_BROKEN", signedIn],
  ["VAULT_REFUSED", signedIn],
  ["CATALOG_DEGRADED", "wants a replica that can load nothing of a generation that was accepted"],
  [
    "METADATA_LEAK",
    "wants a cleaner or an encoder that lets words through: the second look at what it made",
  ],
]);
