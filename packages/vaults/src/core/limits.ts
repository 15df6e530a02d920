/** How deep JSON may nest; the outermost array or object is 1 deep. */
export const maxJsonDepth = 64;

/** What a state, and the payload of a delta, may take unless an installation says less or more. */
export const defaultMaxBytes = 262_144;

/** The most that any installation allows, hence what a reader of foreign history has to bear. */
export const ceilingBytes = 1_048_576;
