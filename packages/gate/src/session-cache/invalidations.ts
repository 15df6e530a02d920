import type { Subject } from "./subject.ts";

/**
 * Which invalidations came after which moment, for reads that are under way. A read takes a mark before it
 * asks the store, and its value is good only when nothing that concerns it came since. Remembered only while
 * some read is under way.
 */
export interface Invalidations {
  begin(): Mark;
  /** One session, user, key or link changed. */
  note(subject: Subject): void;
  /** Anything may have changed. */
  noteAll(): void;
}

export interface Mark {
  /** Whether anything that concerns one of these subjects came since the mark. */
  isStale(subjects: readonly Subject[]): boolean;
  end(): void;
}

export function createInvalidations(): Invalidations {
  let sequence = 0;
  let allAt = 0;
  const lastAt = new Map<Subject, number>();
  const open = new Set<Mark>();

  return {
    begin() {
      const since = sequence;
      const mark: Mark = {
        isStale: (subjects) =>
          allAt > since || subjects.some((subject) => (lastAt.get(subject) ?? 0) > since),
        end() {
          open.delete(mark);
          if (open.size === 0) lastAt.clear();
        },
      };
      open.add(mark);
      return mark;
    },
    note(subject) {
      sequence += 1;
      if (open.size > 0) lastAt.set(subject, sequence);
    },
    noteAll() {
      sequence += 1;
      allAt = sequence;
    },
  };
}
