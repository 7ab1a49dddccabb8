import { expect, test } from "vitest";
import { putServer, removeServer } from "../../../../shared/domain/workspace/editServers.ts";
import { parseWorkspace } from "../../../../shared/domain/workspace/parse.ts";
import { workspaceSource } from "../../../../shared/domain/workspace/source.ts";
import { workspaceServer } from "../../../../shared/domain/workspace/workspaceServer.ts";

const file = "midwatch.yaml";
const text = `# the night shift's fleet
version: 1
name: x
hosts:
  - name: gpu-a01 # rack 4
sources:
  # asked by the board on the wall
  - kind: prometheus
    name: eu # long-term store
    url: "https://prometheus.example"
    auth: { bearer: "secret:eu-token" }
  - { kind: loki, name: logs, url: https://loki.example, headers: { X-Scope-OrgID: llm } }
prices: { gpuHour: 2 } # of last quarter
`;
const source = (value: unknown) => workspaceSource.parse(value);
const sourcesIn = (edited: string | null) => parseWorkspace(edited ?? "", file).file?.sources;

test("a source is added after the others, without what is usual anyway", () => {
  const added = source({ kind: "elasticsearch", name: "es", url: "https://es.example:9200", index: "app-*" });
  const edited = putServer(text, file, added, null);
  expect(edited).toContain("# of last quarter");
  expect(edited).toMatch(/name: es\n\s+url: https:\/\/es\.example:9200\n\s+index: app-\*\nprices/);
  expect(sourcesIn(edited)?.map(({ name }) => name)).toEqual(["eu", "logs", "es"]);
});

test("a file without sources gets a list of them", () => {
  const edited = putServer(
    "version: 1\nname: x\n",
    file,
    source({ kind: "prometheus", name: "a", url: "http://a" }),
    null,
  );
  expect(edited).toBe("version: 1\nname: x\nsources:\n  - kind: prometheus\n    name: a\n    url: http://a\n");
});

test("a change touches nothing but what changed", () => {
  const changed = source({
    kind: "prometheus",
    name: "eu",
    url: "https://prometheus.example/new",
    auth: { bearer: "secret:eu-token" },
    via: "gpu-a01",
  });
  expect(putServer(text, file, changed, "eu")).toBe(
    text
      .replace('url: "https://prometheus.example"', 'url: "https://prometheus.example/new"')
      .replace('"secret:eu-token" }\n', '"secret:eu-token" }\n    via: gpu-a01\n'),
  );
});

test("what is no longer said leaves the file, and another kind takes its place", () => {
  const changed = source({ kind: "alertmanager", name: "am", url: "https://am.example" });
  expect(sourcesIn(putServer(text, file, changed, "logs"))?.[1]).toEqual({
    kind: "alertmanager",
    name: "am",
    url: "https://am.example",
  });
  const basic = source({
    kind: "prometheus",
    name: "eu",
    url: "https://p",
    auth: { basic: { user: "u", password: "secret:p" } },
  });
  expect(sourcesIn(putServer(text, file, basic, "eu"))?.[0]).toEqual(basic);
});

test("saving what the file says already leaves it as it was", () => {
  for (const one of sourcesIn(text) ?? []) expect(putServer(text, file, one, one.name)).toBe(text);
});

test("one is removed with its comment, the last one with its list", () => {
  const first = removeServer(text, file, "sources", "eu");
  expect(first).not.toContain("long-term");
  expect(first).toContain("# rack 4");
  const none = removeServer(first ?? "", file, "sources", "logs");
  expect(none).not.toContain("sources");
  expect(none).toContain("# of last quarter");
});

test("nothing is made of a file with problems, nor of a name that is not there", () => {
  const one = source({ kind: "prometheus", name: "a", url: "http://a" });
  expect(putServer("version: 2\n", file, one, null)).toBeNull();
  expect(putServer(text, file, one, "us")).toBeNull();
  expect(removeServer(text, file, "sources", "us")).toBeNull();
});

test("a Grafana and a receiver stand in lists of their own, without a kind, and may have a source's name", () => {
  const grafana = workspaceServer.parse({ kind: "grafana", name: "eu", url: "https://grafana.example" });
  const receiver = workspaceServer.parse({
    kind: "remoteWrite",
    name: "eu",
    url: "https://mimir.example/api/v1/push",
    labels: { console: "eu-1" },
  });
  const both = putServer(putServer(text, file, grafana, null) ?? "", file, receiver, null) ?? "";
  expect(both).toContain("grafana:\n  - name: eu\n    url: https://grafana.example\n");
  expect(both).toContain(
    "remoteWrite:\n  - name: eu\n    url: https://mimir.example/api/v1/push\n    labels:\n      console: eu-1\n",
  );
  expect(sourcesIn(both)).toEqual(sourcesIn(text));
  const moved = putServer(both, file, { ...grafana, url: "https://grafana.example/ops" }, "eu");
  expect(parseWorkspace(moved ?? "", file).file?.grafana).toEqual([{ name: "eu", url: "https://grafana.example/ops" }]);
  expect(removeServer(removeServer(both, file, "grafana", "eu") ?? "", file, "remoteWrite", "eu")).toBe(text);
});
