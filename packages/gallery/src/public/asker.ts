/** Who asks for a public answer, as far as it makes a difference. */
export interface Asker {
  /** Whether they may look at this organization's photos as one of its own; asked only where strangers may not. */
  isMember(organizationId: string): Promise<boolean>;
  /** What share links have put into their browser. */
  readonly shareSecrets: readonly string[];
}

/** Somebody of whom nothing is known. */
export const stranger: Asker = { isMember: async () => false, shareSecrets: [] };
