/** What counts the changes of one gallery. */
export interface Generations {
  /** Raised when somebody may see more or less. */
  readonly visibility: number;
  /** Raised when anything that is seen is another. */
  readonly content: number;
}

export interface Barrier {
  /** The generations by a read that began after this call: nothing older than what was committed by then. */
  read(organizationId: string): Promise<Generations>;
}

interface Batch {
  readonly wanted: Set<string>;
  readonly answer: PromiseWithResolvers<ReadonlyMap<string, Generations>>;
}

/** Of a gallery that nothing was ever changed in. */
const untouched: Generations = { visibility: 0, content: 0 };

/**
 * Tells every public answer how its gallery stands, at one read at a time. Whoever comes while one is under way waits for
 * the next, which asks for all who wait: joining the one under way would show what was hidden after it began.
 */
export function createBarrier(
  readMany: (organizationIds: readonly string[]) => Promise<ReadonlyMap<string, Generations>>,
): Barrier {
  let waiting: Batch | null = null;
  let isReading = false;

  async function run(batch: Batch): Promise<void> {
    isReading = true;
    try {
      batch.answer.resolve(await readMany([...batch.wanted]));
    } catch (error) {
      batch.answer.reject(error);
    } finally {
      isReading = false;
      const next = waiting;
      waiting = null;
      if (next !== null) void run(next);
    }
  }

  return {
    async read(organizationId) {
      const batch: Batch = waiting ?? { wanted: new Set(), answer: Promise.withResolvers() };
      batch.wanted.add(organizationId);
      if (isReading) waiting = batch;
      else void run(batch);
      return (await batch.answer.promise).get(organizationId) ?? untouched;
    },
  };
}
