/** What somebody types into the search, and how well each app serves what they want: 3 is what they mean, 2 serves it, 1 has to do with it. */
export interface JudgedQuery {
  readonly q: string;
  readonly wanted: Readonly<Record<string, 1 | 2 | 3>>;
}

const judged = (q: string, wanted: JudgedQuery["wanted"]): JudgedQuery => ({ q, wanted });

/** Judged by hand over the starting catalog: names, beginnings, slips, accents, two words, and what an app is for. */
export const judgedQueries: readonly JudgedQuery[] = [
  // Names, whole and begun.
  judged("nextcloud", { nextcloud: 3 }),
  judged("jellyfin", { jellyfin: 3 }),
  judged("gitea", { gitea: 3 }),
  judged("grafana", { grafana: 3 }),
  judged("ghost", { ghost: 3 }),
  judged("memos", { memos: 3 }),
  judged("ntfy", { ntfy: 3 }),
  judged("ne", { nextcloud: 3 }),
  judged("jel", { jellyfin: 3 }),
  judged("gra", { grafana: 3 }),
  judged("gro", { grocy: 3 }),
  judged("photo", { photoprism: 3 }),
  judged("vault", { vaultwarden: 3 }),
  judged("sync", { syncthing: 3, nextcloud: 2 }),
  judged("note", { memos: 3, trilium: 3 }),
  judged("wiki", { wikijs: 3, bookstack: 2 }),
  judged("book", { bookstack: 3, "calibre-web": 3 }),
  judged("mosq", { mosquitto: 3 }),
  judged("trans", { transmission: 3 }),
  judged("dup", { duplicati: 3 }),
  judged("fire", { "firefly-iii": 3 }),
  judged("fresh", { freshrss: 3 }),
  judged("up", { "uptime-kuma": 3 }),
  // Slips.
  judged("jelyfin", { jellyfin: 3 }),
  judged("grafna", { grafana: 3 }),
  judged("nextclod", { nextcloud: 3 }),
  judged("vaultwraden", { vaultwarden: 3 }),
  judged("gitae", { gitea: 3 }),
  judged("navidrom", { navidrome: 3 }),
  judged("mosquito", { mosquitto: 3 }),
  judged("syncting", { syncthing: 3 }),
  judged("photoprisim", { photoprism: 3 }),
  judged("vikunia", { vikunja: 3 }),
  judged("trillium", { trilium: 3 }),
  judged("bookstak", { bookstack: 3 }),
  judged("duplicatti", { duplicati: 3 }),
  judged("transmision", { transmission: 3 }),
  // Accents and capitals.
  judged("Jellyfín", { jellyfin: 3 }),
  judged("MÉMOS", { memos: 3 }),
  judged("Grôcy", { grocy: 3 }),
  judged("Gítea", { gitea: 3 }),
  // Two words.
  judged("home assistant", { "home-assistant": 3 }),
  judged("uptime kuma", { "uptime-kuma": 3 }),
  judged("pi hole", { "pi-hole": 3 }),
  judged("node red", { "node-red": 3 }),
  judged("file browser", { "file-browser": 3 }),
  judged("firefly iii", { "firefly-iii": 3 }),
  judged("calibre web", { "calibre-web": 3 }),
  judged("adguard home", { "adguard-home": 3 }),
  judged("status page", { "uptime-kuma": 3 }),
  judged("music streaming", { navidrome: 3, jellyfin: 2 }),
  judged("smart home", { "home-assistant": 3 }),
  // What it is for.
  judged("music", { navidrome: 3, jellyfin: 3 }),
  judged("dns", { "adguard-home": 3, "pi-hole": 3 }),
  judged("passwords", { vaultwarden: 3 }),
  judged("backup", { duplicati: 3, syncthing: 1 }),
  judged("mqtt", { mosquitto: 3, "home-assistant": 1, "node-red": 1 }),
  judged("budget", { "firefly-iii": 3 }),
  judged("rss", { freshrss: 3 }),
  judged("kanban", { vikunja: 3 }),
];
