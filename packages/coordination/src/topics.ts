/**
 * Every topic that may travel on the feed, spelled once. A topic says which kind of row changed,
 * the key says which one. A process ignores topics it does not know, so a newer version may add some.
 */
export const topics = [
  "session",
  "user",
  "member",
  "key",
  "link",
  "app.gate",
  "identity",
  "app.status",
  "app.desired",
  "host",
  "tunnel",
  "key-session",
  "operator",
  "replica",
  "gallery.image",
  "gallery.album",
  "gallery.settings",
  "gallery.run",
  "rate",
  "config",
  "vault",
  "catalog",
  // A look at the catalog's repository has ended, up to the number that is the key, or a batch of changes after it; whoever waits looks
  // four times a second anyway.
  "catalog.sync",
] as const;

export type Topic = (typeof topics)[number];

/**
 * Redis alone carries these, and no tail makes up for what is lost: no row changes when a tunnel begins or ends, and of
 * galleries nothing depends on being told, so that their changes, thousands while photos are worked on, take no row each.
 */
export const untailedTopics: ReadonlySet<Topic> = new Set<Topic>([
  "tunnel",
  "gallery.image",
  "gallery.album",
  "gallery.settings",
]);

const known: ReadonlySet<string> = new Set(topics);

/** Tells a topic of this version from one that a newer replica may have sent. */
export function isTopic(value: string): value is Topic {
  return known.has(value);
}
