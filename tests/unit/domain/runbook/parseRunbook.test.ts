import { describe, expect, it } from "vitest";
import { parseRunbook } from "../../../../shared/domain/runbook/parseRunbook.ts";
import { buildPlan, type TargetFacts } from "../../../../shared/domain/runbook/plan.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

const head = `---
id: restart-unit
title: Restart a unit
risk: disruptive
params:
  unit: { type: string, pattern: "[a-z@0-9.-]+", default: vllm.service }
  limit: { type: integer, min: 1, max: 100, default: 10 }
  token: { type: secret, default: "secret:drain" }
preflight:
  - title: Reachable
    query: up{instance="\${host}"} == 1
verify:
  query: vllm:num_requests_waiting{instance="\${host}"} < \${limit}
  window: 30s
---
`;
const body = `# Meaning

It hangs.

\`\`\`step
systemd: { restart: "\${unit}" }
timeout: 90s
undo:
  ssh: [systemctl, start, "\${unit}"]
\`\`\`

\`\`\`sh
echo an ordinary block stays text
\`\`\`

~~~step
title: Tell the gateway
http:
  method: POST
  url: http://127.0.0.1:8080/ready
  headers: { authorization: "Bearer \${token}" }
~~~
`;

function problemsOf(text: string): readonly string[] {
  return parseRunbook(text, "runbooks/x.md").problems.map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );
}

describe("a runbook's file", () => {
  it("is read with its text and steps in their order", () => {
    const { runbook, problems } = parseRunbook(head + body, "runbooks/restart.md");
    expect(problems).toEqual([]);
    if (runbook?.kind !== "runbook") throw new Error("not a runbook");
    expect(runbook.steps.map(({ kind }) => kind)).toEqual(["systemd", "http"]);
    expect(runbook.steps[0]).toMatchObject({ systemd: { action: "restart" }, timeout: 90_000, sudo: true });
    expect(runbook.segments.map((segment) => segment.kind)).toEqual(["markdown", "step", "markdown", "step"]);
    expect(runbook.front.verify).toMatchObject({ window: 30_000, timeout: 600_000 });
  });

  it("without front matter is text", () => {
    const { runbook } = parseRunbook("Some words\n\n## HighLatency\n\nCall the owner.\n", "runbooks/HighLatency.md");
    expect(runbook).toMatchObject({ kind: "text", id: "HighLatency", title: "HighLatency" });
  });

  it.each([
    ["a key of front matter", head.replace("risk:", "rsik:") + body, ["4:1 Unknown key rsik", "2:1 risk: is missing"]],
    ["a bad value", head.replace("disruptive", "high") + body, ["4:7 risk:"]],
    ["a bad pattern", head.replace('"[a-z@0-9.-]+"', '"["') + body, ["6:34 Not a regular expression that RE2"]],
    [
      "a default out of range",
      head.replace("default: 10", "default: 1000") + body,
      ["7:54 The default is no whole number from 1 to 100"],
    ],
    ["a query that is none", head.replace("== 1", "==") + body, ["11:12"]],
    ["a query without comparison", head.replace(" == 1", "") + body, ["11:12 A condition ends in a comparison"]],
    ["a parameter outside of quotes", head.replace(`"\${host}"`, `\${host}`) + body, ["11:12"]],
    [
      "an unknown parameter",
      head + body.replace(`restart: "\${unit}"`, `restart: "\${units}"`),
      [`21:21 \${units} is no parameter`],
    ],
    [
      "two kinds in a step",
      head + body.replace("timeout: 90s", "wait: 5s"),
      ["21:1 The step: does more than one thing: systemd and wait"],
    ],
    ["no kind in a step", head + body.replace("systemd:", "sytemd:"), ["21:1 The step: says nothing of what it does"]],
    ["a bad duration", head + body.replace("90s", "90 s"), ["22:10 timeout: Use a duration"]],
    [
      "a bad undo",
      head + body.replace("ssh: [systemctl", "shh: [systemctl"),
      ["24:3 undo: says nothing of what it does"],
    ],
    [
      "a secret in a command",
      head + body.replace(`start, "\${unit}"`, `start, "\${token}"`),
      [`24:27 \${token} is a secret`],
    ],
    [
      "a program by parameter",
      head + body.replace("[systemctl, start", `["\${unit}", start`),
      ["24:9 The program of a command is fixed"],
    ],
    [
      "a change that reads only",
      head.replace("disruptive", "read-only") + body,
      ["4:7 A step of kind systemd changes something"],
    ],
    [
      "a change without verification",
      head.replace(/verify:[\s\S]*?---\n/, "---\n") + body,
      ["4:7 What changes something is verified"],
    ],
    ["broken YAML", head + body.replace("{ restart", "{ restart: ["), ["21:"]],
    ["a block without end", head + body.replace(/~~~\n$/, ""), ["31:1 The step that begins here has no end"]],
    ["front matter without end", "---\nid: x\n", ["1:1 The front matter that begins here has no end"]],
    ["a step without front matter", "```step\nwait: 1s\n```\n", ["1:1 A step needs front matter"]],
    [
      "a script put together",
      head + body.replace(/systemd: .*/, `script: "systemctl restart \${unit}"`),
      ["21:9 A script is never put together"],
    ],
  ])("%s", (_, text, expected) => {
    const found = problemsOf(text);
    for (const one of expected) expect(found.join("\n")).toContain(one);
  });

  it("with problems is still a page to read", () => {
    const { runbook, segments, title } = parseRunbook(head + body.replace("90s", "soon"), "runbooks/restart.md");
    expect(runbook).toBeNull();
    expect(title).toBe("Restart a unit");
    expect(segments).toHaveLength(4);
  });
});

const target: TargetFacts = {
  host: "gpu-a09",
  environment: "prod",
  environmentKind: "production",
  user: "ops",
  identity: { hostKey: "SHA256:x", hostname: "gpu-a09", machineId: "0123" },
};

function planOf(text: string, parameters: Readonly<Record<string, string>>) {
  const { runbook } = parseRunbook(text, "x.md");
  if (runbook?.kind !== "runbook") throw new Error("not a runbook");
  return buildPlan(runbook, {
    revision: "r",
    parameters: { token: "secret:drain", limit: "10", ...parameters },
    targets: [target],
  });
}

describe("a plan", () => {
  it("has the very arguments of each target", () => {
    const plan = planOf(head + body, { unit: "vllm@8000.service" });
    expect(plan.targets[0]?.actions[0]).toMatchObject({
      argv: ["sudo", "-n", "systemctl", "restart", "vllm@8000.service"],
    });
    expect(plan.targets[0]?.undo[0]).toMatchObject([{ argv: ["systemctl", "start", "vllm@8000.service"] }]);
    expect(plan.preflight).toMatchObject([{ host: "gpu-a09", condition: { text: 'up{instance="gpu-a09"} == 1' } }]);
    expect(plan.verify?.conditions).toMatchObject([{ condition: { operator: "<", threshold: 10 } }]);
  });

  it("keeps secrets out: only their reference is in it", () => {
    expect(planOf(head + body, { unit: "a" }).targets[0]?.actions[1]).toMatchObject({
      headers: { authorization: `Bearer \${token}` },
    });
  });

  it("refuses a value that would become an option", () => {
    const text = head + body.replace(`start, "\${unit}"`, `start, "\${unit}"`);
    expect(() => planOf(text, { unit: "--force" })).toThrow(/begins with a dash/);
  });

  it("leaves a step out, with its undo, while its parameter has no value", () => {
    const step = "ssh: [touch, /tmp/a]\nwhen: at\nundo:\n  ssh: [rm, /tmp/a]";
    const file = (type: string) =>
      `---\nid: x\ntitle: X\nrisk: reversible\nparams: { at: ${type} }\nverify: { query: up > 0 }\n---\n\`\`\`step\n${step}\n\`\`\`\n`;
    const text = file('{ type: string, pattern: ".*" }');
    expect(planOf(text, { at: "" })).toMatchObject({
      steps: [{ changes: false }],
      targets: [{ actions: [{ kind: "skip", parameter: "at" }], undo: [[]] }],
    });
    expect(planOf(text, { at: "now" })).toMatchObject({
      steps: [{ changes: true }],
      targets: [{ actions: [{ argv: ["touch", "/tmp/a"] }], undo: [[{ argv: ["rm", "/tmp/a"] }]] }],
    });
    const { problems } = parseRunbook(file("{ type: integer, min: 0, max: 1 }"), "x.md");
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("at is no parameter of type string"),
    ]);
  });

  it("no value changes the shape of a command", () => {
    const text = `${head}\`\`\`step\nssh: [echo, "\${unit}", "x\${unit}y"]\n\`\`\`\n\`\`\`step\nscript: echo "$unit"\n\`\`\`\n`;
    const random = seededRandom(11);
    const pieces = [
      "'",
      '"',
      "\n",
      "$(id)",
      "`id`",
      ";",
      "&&",
      "|",
      ">",
      " ",
      "\\",
      `\${unit}`,
      "$$" + "{",
      "*",
      "é",
      "-",
    ];
    for (let round = 0; round < 1000; round += 1) {
      const unit = `a${Array.from({ length: 5 }, () => pieces[Math.floor(random() * pieces.length)]).join("")}`;
      const [echo, script] = planOf(text, { unit }).targets[0]?.actions ?? [];
      expect(echo).toMatchObject({ argv: ["echo", unit, `x${unit}y`] });
      expect(script).toMatchObject({
        argv: ["env", "limit=10", `unit=${unit}`, "host=gpu-a09", "sh", "-c", 'echo "$unit"'],
      });
    }
  });

  it("resolves a Kubernetes step to the one object it names", () => {
    const step = (body: string) =>
      `${head}\`\`\`step\nkubernetes: ${body}\n\`\`\`\n`.replace("risk:", "targets: { kind: kubernetes }\nrisk:");
    const [action] = planOf(step("{ namespace: llm, restart: deploy/chat }"), { unit: "a" }).targets[0]?.actions ?? [];
    expect(action).toEqual({
      kind: "kubernetes",
      verb: "restart",
      object: { kind: "Deployment", namespace: "llm", name: "chat" },
    });
    for (const body of [
      "{ restart: deploy/chat }",
      "{ namespace: llm, restart: node/chat }",
      "{ namespace: llm, restart: deploy/../chat }",
      "{ namespace: 'l/m', restart: deploy/chat }",
      "{ cluster: other, namespace: llm, restart: deploy/chat }",
    ]) {
      expect(() => planOf(step(body), { unit: "a" }), body).toThrow(/object|chosen/);
    }
  });
});
