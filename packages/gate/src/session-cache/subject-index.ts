import type { Subject } from "./subject.ts";

/** Which keys of the cache a change of a subject concerns. */
export interface SubjectIndex {
  add(subject: Subject, key: string): void;
  remove(subject: Subject, key: string): void;
  keysOf(subject: Subject): readonly string[];
  clear(): void;
}

/** Nearly every subject concerns one key, which is kept as it is: a set for each would be a tenth of the cache. */
export function createSubjectIndex(): SubjectIndex {
  const keys = new Map<Subject, string | Set<string>>();
  return {
    add(subject, key) {
      const known = keys.get(subject);
      if (known === undefined || known === key) keys.set(subject, key);
      else if (typeof known === "string") keys.set(subject, new Set([known, key]));
      else known.add(key);
    },
    remove(subject, key) {
      const known = keys.get(subject);
      if (known === key) keys.delete(subject);
      else if (typeof known === "object" && known.delete(key) && known.size === 0) {
        keys.delete(subject);
      }
    },
    keysOf(subject) {
      const known = keys.get(subject);
      if (known === undefined) return [];
      return typeof known === "string" ? [known] : [...known];
    },
    clear: () => keys.clear(),
  };
}
