import { expect, test } from "vitest";
import { readShipper } from "../../../../shared/domain/logs/shippers/readShipper.ts";
import { addLogs } from "../../../../shared/domain/workspace/addLogs.ts";
import { parseWorkspace } from "../../../../shared/domain/workspace/parse.ts";

const filebeat = `
filebeat.inputs:
  - type: filestream
    id: vllm
    paths: [/var/log/vllm/*.log, "/srv/{a,b}/**/out.log", "\${HOME}/x.log"]
  - type: log
    enabled: false
    paths: [/var/log/off.log]
  - type: container
    paths: [/var/lib/docker/containers/*/*.log]
  - type: journald
    include_matches.match: []
    units: [nginx.service]
  - type: tcp
output.elasticsearch:
  hosts: ["es-1.example:9200", "https://user:pass@es-2.example"]
  protocol: https
  index: "logs-%{[agent.version]}-%{+yyyy.MM.dd}"
  api_key: "id:key"
`;

const promtail = `
clients:
  - url: https://loki.example/loki/api/v1/push
    tenant_id: llm-fleet
scrape_configs:
  - job_name: system
    static_configs:
      - targets: [localhost]
        labels: {job: varlogs, __path__: /var/log/*.log}
  - job_name: journal
    journal: {max_age: 12h}
  - job_name: pods
    kubernetes_sd_configs: [{role: pod}]
`;

const alloy = `
local.file_match "vllm" {
  path_targets = [{"__path__" = "/var/log/vllm/*.log", job = "vllm"}]
}
loki.source.journal "j" { forward_to = [loki.write.default.receiver] }
loki.source.syslog "s" { }
loki.write "default" {
  endpoint {
    url       = "http://loki:3100/loki/api/v1/push"
    tenant_id = "llm"
  }
}
`;

test("Filebeat: paths, containers, units and the index names", () => {
  expect(readShipper(filebeat)).toEqual({
    shipper: "filebeat",
    logs: [
      { files: "/var/log/vllm/*.log" },
      { files: "/srv/a/*/out.log" },
      { files: "/srv/b/*/out.log" },
      { container: "*" },
      { unit: "nginx.service" },
    ],
    servers: [
      { kind: "elasticsearch", name: "elasticsearch", url: "https://es-1.example:9200", index: "logs-*" },
      { kind: "elasticsearch", name: "elasticsearch-2", url: "https://es-2.example", index: "logs-*" },
    ],
    notes: [
      "/srv/a/**/out.log: ** stands for one folder here",
      "/srv/b/**/out.log: ** stands for one folder here",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Filebeat's own form
      "Not taken over: ${HOME}/x.log depends on the environment",
      "Not taken over: an input of type tcp",
      "https://es-2.example: user and password stay out of the workspace; name a secret under auth",
      "The sign-in is not taken over: set a secret and name it under auth",
    ],
  });
});

test("Promtail: paths, the journal, the tenant", () => {
  expect(readShipper(promtail)).toEqual({
    shipper: "promtail",
    logs: [{ files: "/var/log/*.log" }, { unit: "*" }],
    servers: [{ kind: "loki", name: "loki", url: "https://loki.example", headers: { "X-Scope-OrgID": "llm-fleet" } }],
    notes: ["Not taken over: kubernetes_sd_configs of pods"],
  });
});

test("Alloy: what stands there literally", () => {
  expect(readShipper(alloy)).toEqual({
    shipper: "alloy",
    logs: [{ files: "/var/log/vllm/*.log" }, { unit: "*" }],
    servers: [{ kind: "loki", name: "loki", url: "http://loki:3100", headers: { "X-Scope-OrgID": "llm" } }],
    notes: ["Not taken over: loki.source.syslog"],
  });
});

test.each(["a: 1", "- x", "a: [", "plain text"])("%j is refused", (text) => {
  expect(() => readShipper(text)).toThrow(/no configuration of|no YAML/);
});

test("goes into the workspace once, comments kept, and the kernel log stays", () => {
  const before =
    "version: 1\nname: fleet\nhosts: [] # none yet\nsources:\n  - {kind: loki, name: loki, url: http://other}\n";
  const text = addLogs(before, "midwatch.yaml", readShipper(promtail)) ?? "";
  const { file, problems } = parseWorkspace(text, "midwatch.yaml");
  expect(problems).toEqual([]);
  expect(text).toContain("# none yet");
  expect(file?.logs).toEqual([{ kernel: true }, { files: "/var/log/*.log" }, { unit: "*" }]);
  expect(file?.sources?.map(({ name }) => name)).toEqual(["loki", "loki-2"]);
  expect(addLogs(text, "midwatch.yaml", readShipper(promtail))).toBe(text);
});
