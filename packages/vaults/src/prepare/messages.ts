import type { NewVault, PreparedDelta, Refusal, VaultVersion } from "../core/index.ts";

export interface SentDelta {
  readonly kind: string;
  readonly payload: Uint8Array;
}

/** What a thread is asked to make. */
export type PrepareTask =
  | {
      readonly what: "delta";
      readonly from: VaultVersion;
      readonly sent: SentDelta;
      readonly maxBytes: number;
    }
  | { readonly what: "creation"; readonly vault: NewVault; readonly maxBytes: number };

/** What a thread made of it, what the core refuses about it, or that something went wrong. */
export type PrepareAnswer =
  | { readonly prepared: PreparedDelta }
  | { readonly refused: Pick<Refusal, "code" | "details"> }
  | { readonly failed: string };
