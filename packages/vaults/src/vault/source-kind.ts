/** What decides whether an accepted delta becomes history: nothing else, a script (for tests), a chain, a publisher. */
export type SourceKind = "self" | "memory" | "evm-registry" | "https";
