import "./over-undici.ts";
import "../upgrades.integration.test.ts";
