/** What this relay is called in the directory. */
export interface RelayName {
  readonly id: string;
  /** Another live relay has this name: from now on this one has another. Answers it. */
  takeAnother(): string;
}

const suffixLength = 4;

/** `boot` differs with every start, so two relays that were given one name end up with two. */
export function createRelayName(relayId: string, boot: string): RelayName {
  let id = relayId;
  return {
    get id() {
      return id;
    },
    takeAnother() {
      id = `${relayId}-${boot.slice(0, suffixLength)}`;
      return id;
    },
  };
}
