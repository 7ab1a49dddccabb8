import { describe, expect, test } from "vitest";
import { parseWorkspace } from "../../../../shared/domain/workspace/parse.ts";

const head = "version: 1\nname: Fleet\n";

/** `line:column message` of each problem. */
function problems(text: string): string[] {
  return parseWorkspace(text, "midwatch.yaml").problems.map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );
}

describe("a workspace file", () => {
  test("is read with its defaults", () => {
    const { file } = parseWorkspace(`${head}hosts:\n  - name: gpu-a01\n    environment: prod\n`, "midwatch.yaml");
    expect(file).toEqual({
      version: 1,
      name: "Fleet",
      environments: {
        prod: { kind: "production" },
        staging: { kind: "staging" },
        dev: { kind: "development" },
      },
      ssh: { transport: "auto" },
      collect: { interval: "2s", retention: "15d" },
      hosts: [{ name: "gpu-a01", environment: "prod", transport: "auto" }],
    });
  });

  test("has its own environments instead of the usual ones", () => {
    const text = `${head}environments:\n  blue: { kind: production }\nhosts:\n  - { name: a, environment: blue }\n`;
    expect(parseWorkspace(text, "midwatch.yaml").file?.environments).toEqual({ blue: { kind: "production" } });
  });

  test.each<[string, string, (string | RegExp)[]]>([
    ["an empty file", "", [/^1:1 The file is empty$/]],
    ["a text", "hello", [/^1:1 The file holds no settings/]],
    ["a missing key", "version: 1\n", [/^1:1 name: is missing/]],
    [
      "a Grafana through a host that is not there",
      `${head}grafana:\n  - { name: g, url: "https://g", via: x }\n`,
      ["4:39 No host of this workspace is called x"],
    ],
    [
      "a Grafana that is listed twice",
      `${head}grafana:\n  - { name: g, url: "https://g" }\n  - { name: g, url: "https://h" }\n`,
      ["5:13 The name g is used twice under grafana"],
    ],
    [
      "a source with the console's own name",
      `${head}sources:\n  - { kind: prometheus, name: local, url: "https://p" }\n`,
      ["4:31 local is what this console reads over SSH: give the server another name"],
    ],
    [
      "a source of an unknown kind",
      `${head}sources:\n  - { kind: influx, name: i, url: "https://p" }\n`,
      [/^4:13 sources\[1\]\.kind: Use kind: prometheus/],
    ],
    [
      "a token in a header",
      `${head}sources:\n  - { kind: prometheus, name: p, url: "https://p", headers: { Authorization: "Bearer x" } }\n`,
      [/^4:\d+ sources\[1\]\.headers\.Authorization: Use auth/],
    ],
    [
      "an address with a password in it",
      `${head}grafana:\n  - { name: g, url: "https://u:p@g" }\n`,
      [/^4:21 grafana\[1\]\.url: Use an address/],
    ],
    ["an unknown key", `${head}colour: red\n`, ["3:1 Unknown key colour"]],
    ["two unknown keys", `${head}b: 1\na: 2\n`, ["3:1 Unknown key b", "4:1 Unknown key a"]],
    ["an unknown key of a host", `${head}hosts:\n  - name: a\n    prot: 22\n`, ["5:5 Unknown key prot in hosts[1]"]],
    ["a wrong version", "version: 2\nname: x\n", [/^1:10 version: /]],
    ["a wrong type", `${head}hosts:\n  - name: a\n    port: "22"\n`, [/^5:11 hosts\[1\]\.port: expected a number$/]],
    ["a number out of range", `${head}hosts:\n  - { name: a, port: 70000 }\n`, [/^4:22 hosts\[1\]\.port: .*65535/]],
    ["a bad duration", `${head}collect:\n  interval: soon\n`, [/^4:13 collect\.interval: Use a duration/]],
    [
      "an interval that would disturb the host",
      `${head}collect:\n  interval: 1ms\n`,
      [/^4:13 collect\.interval: Use an interval of 500ms/],
    ],
    ["an empty value", `${head}hosts:\n`, [/^3:1 hosts: is empty, expected a list$/]],
    ["a name with a blank", `${head}hosts:\n  - name: a b\n`, [/^4:11 hosts\[1\]\.name: Use a name without/]],
    [
      "a host that is listed twice",
      `${head}hosts:\n  - name: a\n  - name: b\n  - name: a\n`,
      ["6:11 The host a is listed twice"],
    ],
    [
      "an environment nobody defined",
      `${head}hosts:\n  - name: a\n    environment: prd\n`,
      ["5:18 No environment is called prd: use one of prod, staging, dev"],
    ],
    ["a key given twice", `${head}name: Other\n`, [/^3:1 This key stands twice/]],
    ["broken YAML", `${head}hosts: [\n`, [/^4:1 /]],
    ["a tab as indentation", `${head}hosts:\n\t- name: a\n`, [/^4:1 .*[Tt]ab/]],
    ["a second document", `${head}---\nmore: 1\n`, [/^3:1 The file holds more than one document/]],
    [
      "several at once, in order",
      "version: 1\nhosts:\n  - name: 5\nx: 1\n",
      [/^1:1 name/, /^3:11 /, "4:1 Unknown key x"],
    ],
  ])("refuses %s, with its place", (_name, text, expected) => {
    const found = problems(text);
    expect(found).toHaveLength(expected.length);
    for (const [i, one] of expected.entries()) {
      expect(found[i]).toEqual(typeof one === "string" ? one : expect.stringMatching(one));
    }
    expect(parseWorkspace(text, "midwatch.yaml").file).toBeNull();
  });

  test("refuses aliases that multiply without end", () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(", ")}]`);
    expect(problems(`l0: &l0 [x]\n${levels.join("\n")}\n`)).toEqual([expect.stringMatching(/^1:1 .*alias/)]);
  });
});

describe("scrape targets", () => {
  const target = (fields: string) =>
    `${head}hosts:\n  - name: a\n    scrape:\n      - { job: vllm, port: 8000${fields} }\n`;

  test("are read with their defaults", () => {
    expect(parseWorkspace(target(""), "midwatch.yaml").file?.hosts[0]?.scrape).toEqual([
      {
        job: "vllm",
        port: 8000,
        path: "/metrics",
        scheme: "http",
        interval: "10s",
        labels: {},
        sampleLimit: 50_000,
      },
    ]);
  });

  const pin = Array.from({ length: 32 }, () => "AB").join(":");
  test.each([
    ', auth: { bearer: "secret:token" }',
    ', auth: { basic: { user: ops, password: "secret:vllm.password" } }',
    `, scheme: https, tls: { fingerprint: "${pin}", serverName: model }`,
    ", path: /metrics/?a=b&c=%2F, interval: 1m, timeout: 5s, sampleLimit: 10",
    ', labels: { replica: "1", zone: fra }',
  ])("take %s", (fields) => {
    expect(problems(target(fields))).toEqual([]);
  });

  test.each<[fields: string, at: string, message: string]>([
    [", colour: red", "colour", "Unknown key colour in hosts[1].scrape[1]"],
    [", auth: { bearer: hunter2 }", "hunter2", "auth.bearer: Name a secret, such as secret:vllm-token; "],
    [", tls: { serverName: x }", "{ serverName", "tls: TLS settings need scheme: https"],
    [", scheme: https, tls: { fingerprint: abc }", "abc", "tls.fingerprint: Use the certificate's SHA-256 fingerprint"],
    [", timeout: 20s", "20s", "timeout: The timeout must not be longer than the interval"],
    [", interval: 100ms", "100ms", "interval: Use an interval of 1s or more"],
    [", path: metrics", "metrics", "path: Use a path such as /metrics"],
    [", labels: { instance: x }", "x }", "labels.instance: Midwatch sets this label itself"],
    [", labels: { __a: x }", "x }", "labels.__a: Use letters, digits and _"],
    [", sampleLimit: 0", "0 }", "sampleLimit: Too small: expected number to be >=1"],
  ])("refuse %s", (fields, at, message) => {
    const text = target(fields);
    const column = (text.split("\n")[5]?.lastIndexOf(at) ?? -1) + 1;
    const [problem = "", ...more] = problems(text);
    expect(more).toEqual([]);
    expect(problem.replace("hosts[1].scrape[1].", "")).toContain(`6:${column} ${message}`);
  });

  test("refuse the collector's own jobs and targets that would write the same series", () => {
    const twice = `${target("")}      - { job: vllm, port: 8001 }\n      - { job: node, port: 9100 }\n`;
    expect(problems(twice)).toEqual([
      "8:16 hosts[1].scrape[3].job: This job is Midwatch's own: use another name, such as node-exporter",
    ]);
    expect(problems(twice.replace("job: node", "job: exporter"))).toEqual([
      '7:16 Port 8000 has the job vllm already: tell them apart by labels, such as labels: {port: "8001"}',
    ]);
    expect(
      problems(twice.replace("job: node", "job: exporter").replace("port: 8001", "port: 8001, labels: { a: b }")),
    ).toEqual([]);
  });
});
