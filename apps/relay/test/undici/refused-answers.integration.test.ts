import "./over-undici.ts";
import "../refused-answers.integration.test.ts";
