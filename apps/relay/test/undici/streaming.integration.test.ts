import "./over-undici.ts";
import "../streaming.integration.test.ts";
