import "./over-undici.ts";
import "../answers.integration.test.ts";
