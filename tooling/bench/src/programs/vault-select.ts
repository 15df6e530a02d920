import { createServer } from "node:http";
import { getVault } from "@homeport/vaults";
import { openVerbs } from "../vaults/open-verbs.ts";
import { recordStatement } from "../vaults/record-statement.ts";
import { announce } from "./announce.ts";
import { openStores } from "./open-stores.ts";

/** The least that reading a vault over HTTP costs in Node: the very statement that the product sends, and its row as JSON. */
const [databaseUrl = "", secret = "", vaultId = "", signerId = ""] = process.argv.slice(2);

const stores = await openStores(databaseUrl, secret);
const ctx = await openVerbs(stores);
const reader = { kind: "signer", signerId, timestampMs: null } as const;
const statement = await recordStatement(stores.db.sql, (sql) =>
  getVault({ ...ctx, db: { ...ctx.db, sql } }, reader, { vaultId }),
);

announce(
  createServer({ keepAliveTimeout: 75_000 }, (_request, answer) => {
    stores.db.sql.query(statement.text, statement.params).then(
      ([row]) => {
        answer.setHeader("content-type", "application/json");
        answer.end(JSON.stringify(row));
      },
      (error: unknown) => {
        answer.statusCode = 500;
        answer.end(String(error));
      },
    );
  }),
);
