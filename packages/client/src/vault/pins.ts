import type { Roster, VaultMode } from "@homeport/vaults/core";

/** An acknowledgement whose delta is not history yet: a hash and what it was given for. */
export interface PinnedAcknowledgement {
  readonly nonce: number;
  readonly prev: string;
  readonly next: string;
  readonly digest: string;
}

/** All that a client keeps of one vault to notice that anything before it was changed. Hashes are `0x…`, bytes base64url. */
export interface VaultPin {
  /** The first key of the server that is believed. */
  readonly serverKey: string;
  /** The last acknowledgement. */
  readonly seq: number;
  readonly hash: string;
  /** Acknowledgements beyond the head. */
  readonly open: readonly PinnedAcknowledgement[];
  readonly mode: VaultMode;
  readonly nonce: number;
  readonly commitment: string;
  readonly state: string;
  readonly roster: Roster;
  readonly isReleased: boolean;
}

/** Where pins are kept. What is lost of them is trusted anew; what is changed of them is trusted. */
export interface VaultPins {
  read(vaultId: string): Promise<VaultPin | null>;
  write(vaultId: string, pin: VaultPin): Promise<void>;
}

/** Pins for as long as the program runs. */
export function memoryPins(): VaultPins {
  const pins = new Map<string, VaultPin>();
  return {
    read: async (vaultId) => pins.get(vaultId) ?? null,
    async write(vaultId, pin) {
      pins.set(vaultId, pin);
    },
  };
}
