import "./over-undici.ts";
import "../smuggling.integration.test.ts";
