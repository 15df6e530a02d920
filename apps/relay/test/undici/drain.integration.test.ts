import "./over-undici.ts";
import "../drain.integration.test.ts";
