import type { DestinationStream } from "pino";

export interface TurnStream extends DestinationStream {
  /** Writes what has been gathered. */
  flush(): void;
}

/** As much as a busy process says in a turn; more is written at once. */
const maxGatheredChars = 64 * 1024;

/**
 * Gathers the lines of one turn of the event loop into one write: under load many requests end in a turn, and a
 * call to the system for the line of each costs more than to make it. `target` writes at once.
 */
export function createTurnStream(target: DestinationStream): TurnStream {
  let gathered = "";

  function flush(): void {
    if (gathered === "") return;
    const text = gathered;
    gathered = "";
    target.write(text);
  }

  return {
    write(line) {
      if (gathered === "") setImmediate(flush);
      gathered += line;
      if (gathered.length > maxGatheredChars) flush();
    },
    flush,
  };
}
