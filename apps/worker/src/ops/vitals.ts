/** What this replica tells of itself in the registry; parts join as they are opened. */
export interface Vitals {
  add(name: string, read: () => unknown): void;
  read(): Readonly<Record<string, unknown>>;
}

export function createVitals(): Vitals {
  const parts = new Map<string, () => unknown>();
  return {
    add: (name, read) => void parts.set(name, read),
    read: () => Object.fromEntries([...parts].map(([name, read]) => [name, read()])),
  };
}
