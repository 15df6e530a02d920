import { createConnection } from "node:net";
import { openFeedConnection } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import type { OwnStore } from "@homeport/testkit";

/** Looks at what two stores have been asked, from the stores' side; the feed's own reading apart. */
export interface StoreWatch extends AsyncDisposable {
  /** Statements that came over a pool: which connection ran one last, and when. */
  statements(): Promise<string>;
  /** Commands by name, as often as they came. */
  commands(): Promise<string>;
  /** How many connections pools hold at the store. */
  connections(): Promise<number>;
}

/** What follows the feed, and this watch itself. */
const ownCommands = new Set([
  "xread",
  "get",
  "info",
  "quit",
  "hello",
  "client|setinfo",
  "client|setname",
]);

export function watchStores(stores: { databaseUrl: string; redis: OwnStore | null }): StoreWatch {
  const shared = { clock: systemClock, log: silentLog };
  const metrics = createMetrics({ app: "watch", version: "0" });
  const sql = openFeedConnection({ url: stores.databaseUrl, app: "watch", ...shared, metrics });
  return {
    async statements() {
      const rows = await sql.query(
        `select pid, query_start::text, left(query, 80) as query from pg_stat_activity
         where datname = current_database() and application_name like '%-pool' order by pid`,
      );
      return JSON.stringify(rows);
    },
    async connections() {
      const rows = await sql.query(
        `select 1 from pg_stat_activity
         where datname = current_database() and application_name like '%-pool'`,
      );
      return rows.length;
    },
    async commands() {
      if (stores.redis === null) return "";
      const lines = (await askRedis(stores.redis.port, "INFO commandstats")).split("\r\n");
      const counts = lines.flatMap((line) => {
        const [, name = "", calls] = /^cmdstat_([^:]+):calls=(\d+)/.exec(line) ?? [];
        return calls === undefined || ownCommands.has(name) ? [] : [`${name} ${calls}`];
      });
      return counts.sort().join(", ");
    },
    [Symbol.asyncDispose]: () => sql[Symbol.asyncDispose](),
  };
}

function askRedis(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, "127.0.0.1");
    let said = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    socket.on("error", reject).on("close", () => resolve(said));
    socket.write(`${command}\r\nQUIT\r\n`);
  });
}
