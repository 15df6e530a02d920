import "./over-undici.ts";
import "../failures.integration.test.ts";
