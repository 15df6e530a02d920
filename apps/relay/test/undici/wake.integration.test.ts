import "./over-undici.ts";
import "../wake.integration.test.ts";
