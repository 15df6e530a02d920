import { expect, it } from "vitest";
import { parseWrk } from "./wrk.ts";

const printed = `Running 4s test @ http://127.0.0.1:1/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     3.10ms    1.02ms  20.00ms   90.00%
    Req/Sec    20.00k     1.00k   22.00k    70.00%
  Latency Distribution
     50%    2.90ms
     75%    3.40ms
     90%    4.10ms
     99%  500.00us
  80000 requests in 4.00s, 1.50GB read
  Socket errors: connect 0, read 2, write 0, timeout 1
  Non-2xx or 3xx responses: 4
Requests/sec:  20000.00
Transfer/sec:    384.00MB
`;

it("reads what wrk prints, units and failures included", () => {
  expect(parseWrk(printed, { seconds: 4 })).toEqual({
    requests: 80_000,
    seconds: 4,
    bytesIn: 1.5 * 1024 ** 3,
    failures: 7,
    p50Ms: 2.9,
    p99Ms: 0.5,
  });
});

it("refuses what wrk did not print", () => {
  expect(() => parseWrk("no such host", { seconds: 4 })).toThrow("wrk said something else");
});
