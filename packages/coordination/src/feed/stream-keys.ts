export const streamKey = "homeport:feed";
export const headKey = "homeport:feed:head";

/** About how many entries the stream keeps: minutes of a busy fleet, and a reader lags by one second. */
export const keptEntries = 10_000;
