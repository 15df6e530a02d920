import { Refusal, VaultClientError, VaultIntegrityError } from "@homeport/client/vault";

/** An error as the console shows errors: a sentence, and the fields that stand beside it. */
class ToldError extends Error {
  readonly data: {
    readonly appCode: string;
    readonly retryable: boolean;
    readonly requestId: string | null;
  };

  constructor(message: string, facts: Partial<ToldError["data"]> & { appCode: string }) {
    super(message);
    this.data = { retryable: false, requestId: null, ...facts };
  }
}

const unreachable = "UNREACHABLE";

/** What a vault's client, a wallet or this browser threw, with a sentence for a person. */
export function toldError(error: unknown): unknown {
  if (error instanceof VaultClientError) {
    // Without `data` it is read as a matter of the connection, which is what it is.
    if (error.code === unreachable) return new Error(error.message);
    const { code: appCode, retryable, requestId } = error;
    return new ToldError(`${error.message}${placeOf(error.details)}`, {
      ...{ appCode, retryable, requestId },
    });
  }
  if (error instanceof Refusal) {
    return new ToldError(`This cannot be taken.${placeOf({ ...error.details })}`, {
      appCode: error.code,
    });
  }
  if (error instanceof VaultIntegrityError) {
    return new ToldError(`The vault's history does not hold: ${integrityWords[error.check]}`, {
      appCode: error.check,
    });
  }
  if (isWalletRefusal(error)) {
    return new ToldError("The wallet did not sign.", { appCode: "WALLET_CANCELLED" });
  }
  return error;
}

/** What a refused creation says of the source that it named; nothing where it is about something else. */
export function sourceError(error: unknown): string | undefined {
  if (!(error instanceof ToldError) || !error.data.appCode.startsWith("SOURCE_")) return undefined;
  return error.message;
}

/** The vault is not where it was when the change was made. */
export function movedOn(): Error {
  return new ToldError("The vault has moved on. Make the change on its present state.", {
    appCode: "DELTA_STALE_BASE",
  });
}

/** Does something by a vault's client; what it throws can be shown. */
export async function telling<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw toldError(error);
  }
}

/** What differs, by the check that found it. */
export const integrityWords = {
  ACK_SIGNATURE: "an acknowledgement is not signed by the server's key that this browser knows.",
  ACK_CHAIN: "an acknowledgement does not follow the one before it.",
  COMMITMENT: "a change leads to another state than it says.",
  DELTA_SIGNATURE: "a change lacks signatures of the voters of its time.",
  KEY_SUCCESSION: "the server has a new key that the one before it does not name.",
  ROLLBACK: "the server shows less than it has acknowledged before.",
} as const;

function placeOf(details: Readonly<Record<string, unknown>>): string {
  const { path, reason } = details;
  const words = [
    typeof path === "string" && path !== "" ? `at ${path}` : "",
    typeof reason === "string" ? reason.replaceAll("-", " ") : "",
  ].filter((word) => word !== "");
  return words.length === 0 ? "" : ` (${words.join(": ")})`;
}

/** Wallets throw objects with a number (EIP-1193); what the client says of one itself begins alike. */
function isWalletRefusal(error: unknown): boolean {
  if (error instanceof TypeError) return error.message.startsWith("The wallet ");
  if (typeof error !== "object" || error === null || error instanceof DOMException) return false;
  return typeof Reflect.get(error, "code") === "number";
}
