import "./over-undici.ts";
import "../aborts.integration.test.ts";
