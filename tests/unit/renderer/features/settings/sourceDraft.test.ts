import { expect, test } from "vitest";
import { draftOf, emptyDraft, readDraft } from "../../../../../renderer/features/settings/sourceDraft.ts";
import { workspaceServer } from "../../../../../shared/domain/workspace/workspaceServer.ts";

const url = "https://server.example";

test.each([
  { kind: "prometheus", name: "eu", url },
  { kind: "alertmanager", name: "am", url, via: "gpu-a01", auth: { basic: { user: "ops", password: "secret:am" } } },
  { kind: "loki", name: "logs", url, headers: { "X-Scope-OrgID": "llm", "X-Other": "a: b" }, hostLabel: "node" },
  { kind: "elasticsearch", name: "es", url, auth: { apiKey: "secret:es" }, index: "app-*" },
  { kind: "prometheus", name: "tls", url, tls: { ca: "ca.pem", cert: "c.pem", key: "c.key", serverName: "p" } },
  { kind: "prometheus", name: "token", url, auth: { bearer: "secret:t" } },
  { kind: "grafana", name: "boards", url, via: "gpu-a01", auth: { bearer: "secret:g" } },
  { kind: "remoteWrite", name: "store", url: `${url}/api/v1/push`, labels: { console: "eu: 1", zone: "b" } },
])("a form gives back what it was filled with: $name", (written) => {
  const server = workspaceServer.parse(written);
  expect(readDraft(draftOf(server))).toEqual({ ok: true, server });
});

test("what a kind does not have is left out of it", () => {
  const draft = { ...emptyDraft, kind: "prometheus", name: "eu", url, index: "app-*", selector: "{a}" } as const;
  expect(readDraft(draft)).toEqual({ ok: true, server: { kind: "prometheus", name: "eu", url } });
});

test.each([
  [{ name: "with space" }, "name"],
  [{ url: "prometheus.example" }, "url"],
  [{ url: "https://ops:pw@server.example" }, "url"],
  [{ signIn: "bearer", secret: "" }, "secret"],
  [{ signIn: "basic", user: "", secret: "a" }, "user"],
  [{ headers: "X-Scope-OrgID llm" }, "headers"],
  [{ headers: "Authorization: Bearer abc" }, "headers"],
  [{ fingerprint: "3b9a" }, "fingerprint"],
  [{ kind: "loki", selector: "app" }, "selector"],
  [{ kind: "remoteWrite", url: `${url}/write`, labels: "console" }, "labels"],
  [{ kind: "remoteWrite", url: `${url}/write`, labels: "a-b: c" }, "labels"],
  [{ kind: "remoteWrite" }, "url"],
] as const)("%o is told at the field %s", (wrong, field) => {
  const read = readDraft({ ...emptyDraft, name: "eu", url, ...wrong });
  expect(read.ok ? [] : Object.keys(read.problems)).toEqual([field]);
});
