/**
 * A header name as sloppy servers see it: CGI and WSGI turn `-` into `_`, some accept `.`; all of them
 * become one name here.
 */
export function foldHeaderName(name: string): string {
  return name.toLowerCase().replace(/[_.]/g, "-");
}
