import "./over-undici.ts";
import "../differential.integration.test.ts";
