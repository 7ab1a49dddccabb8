import { expect, test } from "vitest";
import { definitionOf, withNamedLogs } from "../../../../shared/domain/services/definitions.ts";
import { foundServices } from "../../../../shared/domain/services/foundServices.ts";
import { addServices } from "../../../../shared/domain/workspace/addServices.ts";
import { parseWorkspace } from "../../../../shared/domain/workspace/parse.ts";

test("each job is a service, except those that tell of machines", () => {
  const jobs = [
    "vllm",
    "dcgm",
    "gateway",
    "vllm",
    "node-exporter",
    "dcgm-exporter",
    "nvidia-gpu-exporter",
    "prometheus",
  ];
  const found = foundServices(
    jobs.map((job) => ({ job })),
    [],
  );
  expect(found.map(({ name, matchers, origin }) => [name, matchers, origin])).toEqual([
    ["gateway", 'job="gateway"', "found"],
    ["vllm", 'job="vllm"', "found"],
  ]);
});

test("jobs that servers know are services of these servers, told apart from those that are scraped here", () => {
  const found = foundServices(
    [{ job: "vllm" }],
    [
      { source: "eu", job: "vllm" },
      { source: "eu", job: "team/api server" },
      { source: "eu", job: "node-exporter" },
    ],
  );
  expect(found.map(({ name, source, matchers }) => [name, source, matchers])).toEqual([
    ["team-api-server", "eu", 'job="team/api server"'],
    ["vllm", "local", 'job="vllm"'],
    ["vllm@eu", "eu", 'job="vllm"'],
  ]);
});

test("a service of the workspace has its matchers as queries take them", () => {
  expect(definitionOf({ name: "chat", targets: '{ job = "vllm" , version=~"v2.*", }' })).toMatchObject({
    name: "chat",
    source: "local",
    matchers: 'job="vllm", version=~"v2.*"',
    hosts: null,
  });
});

test("a service has the lines of the logs that name it, unless it tells a filter or its workloads", () => {
  const logs = [{ files: "/var/log/*.log", service: "chat" }];
  const service = { name: "chat", targets: '{job="vllm"}' };
  expect(withNamedLogs(definitionOf(service), logs).logs).toBe("service=chat");
  expect(withNamedLogs(definitionOf({ ...service, logs: "level>=warn" }), logs).logs).toBe("level>=warn");
  expect(withNamedLogs(definitionOf({ ...service, name: "other" }), logs).logs).toBeNull();
  const workloads = ["eu/serving/deployment/chat"];
  expect(withNamedLogs(definitionOf({ ...service, workloads }), logs)).toMatchObject({ logs: null, workloads });
});

const head = "version: 1\nname: Fleet # ours\nhosts:\n  - name: a\n";

test("services that were found are saved once, and the file stays as it is", () => {
  const found = [{ name: "vllm", targets: '{job="vllm"}' }];
  const text = addServices(head, "midwatch.yaml", found) ?? "";
  expect(text).toBe(`${head}services:\n  - name: vllm\n    targets: '{job="vllm"}'\n`);
  expect(parseWorkspace(text, "midwatch.yaml").file?.services).toEqual(found);
  expect(addServices(text, "midwatch.yaml", found)).toBe(text);
  const more = addServices(text, "midwatch.yaml", [...found, { name: "b", targets: '{job="b"}' }]);
  expect(parseWorkspace(more ?? "", "midwatch.yaml").file?.services?.map(({ name }) => name)).toEqual(["vllm", "b"]);
  expect(addServices("nonsense", "midwatch.yaml", found)).toBeNull();
});

test.each<[string, string, string | RegExp]>([
  [
    "listed twice",
    "- { name: s, targets: '{a=\"b\"}' }\n  - { name: s, targets: '{a=\"b\"}' }",
    "7:13 The service s is listed twice",
  ],
  [
    "on a host that is not there",
    "- { name: s, targets: '{a=\"b\"}', hosts: [a, b] }",
    "6:47 No host of this workspace is called b",
  ],
  ["in no environment", "- { name: s, targets: '{a=\"b\"}', environment: x }", /^6:\d+ No environment is called x/],
  [
    "of what is no selector",
    "- { name: s, targets: vllm }",
    '6:25 Name no metric: the targets are all that match, such as {job="vllm"}',
  ],
  ["with logs by what is no pattern", "- { name: s, targets: '{a=\"b\"}', logs: '/(/' }", /^6:42 .*/],
  [
    "of a source that is not there",
    "- { name: s, targets: '{a=\"b\"}', source: eu }",
    "6:44 No source of metrics is called eu: use one of local",
  ],
  [
    "with a workload of a cluster that is not there",
    "- { name: s, targets: '{a=\"b\"}', workloads: [eu/serving/deployment/chat] }",
    "6:48 No cluster under kubernetes is called eu",
  ],
  [
    "with what is no workload",
    "- { name: s, targets: '{a=\"b\"}', workloads: [serving/chat] }",
    /^6:48 .*: Use CLUSTER\/NAMESPACE\/KIND\/NAME/,
  ],
  ["of a broken selector", "- { name: s, targets: '{job}' }", /^6:25 Use a selector such as \{job="vllm"\}: Expected/],
  ["of everything", "- { name: s, targets: '{}' }", /^6:25 Use a selector .*matches every series/],
])("a service %s has its place told", (_, entry, expected) => {
  const { problems } = parseWorkspace(`${head}services:\n  ${entry}\n`, "midwatch.yaml");
  const told = problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  expect(told).toEqual([expect.stringMatching(typeof expected === "string" ? asText(expected) : expected)]);
});

test("a log of a service that is not there has its place told; services that are found by themselves are not known", () => {
  const logs = "logs:\n  - { kernel: true, service: chat }\n";
  const { problems } = parseWorkspace(
    `${head}services:\n  - { name: s, targets: '{a="b"}' }\n${logs}`,
    "midwatch.yaml",
  );
  expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
    "8:30 No service of this workspace is called chat",
  ]);
  expect(parseWorkspace(`${head}${logs}`, "midwatch.yaml").problems).toEqual([]);
});

test("prices are by model, or one for all", () => {
  const prices = (text: string) => parseWorkspace(`${head}prices: ${text}\n`, "midwatch.yaml");
  expect(prices("{ gpuHour: { H100: 2.49 } }").file?.prices).toEqual({ currency: "USD", gpuHour: { H100: 2.49 } });
  expect(prices("{ gpuHour: 2 }").file?.prices).toEqual({ currency: "USD", gpuHour: 2 });
  expect(prices("{ gpuHour: cheap }").problems[0]?.message).toBe(
    "prices.gpuHour: Use a price, or prices by GPU model such as {H100: 2.49}",
  );
});

function asText(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}
