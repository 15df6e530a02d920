import "./over-undici.ts";
import "../second-try.integration.test.ts";
