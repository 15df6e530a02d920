import "./over-undici.ts";
import "../first-request.integration.test.ts";
