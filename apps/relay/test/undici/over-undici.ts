import { testOver } from "../tested-transport.ts";

// Imported before a suite: its relays then take this transport.
testOver("undici");
