import { remember } from "@homeport/platform";

/**
 * A header name as sloppy servers see it: CGI and WSGI turn `-` into `_`, some accept `.`; all of them
 * become one name here.
 */
export const foldHeaderName: (name: string) => string = remember((name) =>
  name.toLowerCase().replace(/[_.]/g, "-"),
);
