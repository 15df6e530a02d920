import { addressKey } from "./address-key.ts";

/** Handshakes under way, in all and by address. */
export interface Unfinished {
  readonly all: number;
  of(address: string | null): number;
  /** Answers the function that ends the count of this one; it is called exactly once. */
  begin(address: string | null): () => void;
}

/** Holds one entry an address for as long as it has a handshake under way, so it cannot grow past those. */
export function createUnfinished(): Unfinished {
  const byAddress = new Map<string, number>();
  let all = 0;
  return {
    get all() {
      return all;
    },
    of: (address) => byAddress.get(addressKey(address)) ?? 0,
    begin(address) {
      const key = addressKey(address);
      all += 1;
      byAddress.set(key, (byAddress.get(key) ?? 0) + 1);
      return () => {
        all -= 1;
        const left = (byAddress.get(key) ?? 1) - 1;
        if (left === 0) byAddress.delete(key);
        else byAddress.set(key, left);
      };
    },
  };
}
