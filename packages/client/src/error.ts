import { TRPCClientError } from "@trpc/client";

/** What a refused or failed call says, whatever went wrong. */
export interface HomeportClientError {
  /** The stable code, such as `HOST_NOT_FOUND`; `UNREACHABLE` when no answer came. */
  readonly appCode: string;
  /** One sentence for a person. */
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  /** The id under which the server's log has the request; null when no answer came. */
  readonly requestId: string | null;
  /** Refused fields of the input. */
  readonly issues: readonly { readonly path: string; readonly message: string }[];
}
