import { expect, test } from "vitest";
import { remoteWriteServer } from "../../../../shared/domain/workspace/remoteWriteServer.ts";

const server = { name: "mimir", url: "https://mimir.example/api/v1/push" };

test.each([
  {},
  { url: "http://[::1]:8428/api/v1/write?db=a" },
  { headers: { "X-Scope-OrgID": "team-a" }, labels: { console: "eu" } },
  { via: "bastion", auth: { bearer: "secret:mimir" }, tls: { ca: "ca.pem" } },
])("%j is a receiver", (more) => {
  expect(remoteWriteServer.safeParse({ ...server, ...more }).success).toBe(true);
});

test.each([
  { url: "https://mimir.example" },
  { url: "https://user:word@mimir.example/push" },
  { url: "ftp://mimir.example/push" },
  { name: "../x" },
  { auth: { bearer: "the-token-itself" } },
  { labels: { "a-b": "x" } },
  { unknown: 1 },
])("%j is none", (more) => {
  expect(remoteWriteServer.safeParse({ ...server, ...more }).success).toBe(false);
});
