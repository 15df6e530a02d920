/** A manifest to begin from. */
export const exampleManifest = `version: 1
name: notes
title: Notes
runtime: process
process:
  # It is told its port as PORT.
  argv: [node, /srv/notes/server.js]
probe:
  kind: http
  path: /
`;
