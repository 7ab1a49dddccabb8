import { describe, expect, it } from "vitest";
import { parseRunbook } from "../../../../shared/domain/runbook/parseRunbook.ts";
import { importRundeck } from "../../../../shared/domain/runbook/rundeck/importRundeck.ts";

const jobs = `
- defaultTab: nodes
  description: |-
    Restarts the model server.
    Ask in #llm first.
  executionEnabled: true
  group: llm/prod
  loglevel: INFO
  name: Restart Model Server
  nodefilters:
    dispatch: { keepgoing: false, threadcount: '4' }
    filter: 'tags: gpu+llm'
  options:
  - { name: Unit, regex: '^[a-z-]+\\.service$', value: vllm.service, required: true }
  - { name: mode, enforced: true, values: [fast, safe], value: safe }
  - { name: api-token, secure: true, valueExposed: true }
  - { name: note, label: What for }
  sequence:
    keepgoing: false
    strategy: node-first
    commands:
    - { description: Restart it, exec: 'sudo systemctl restart \${option.Unit}' }
    - exec: 'ps aux | grep \${option.Unit}'
    - exec: 'curl -H token:\${option.api-token} http://localhost/'
    - script: |
        echo "@option.mode@er $RD_OPTION_NOTE"
    - jobref: { name: Smoke test, group: llm }
      errorhandler: { exec: 'true' }
  timeout: 10m
  uuid: 0b1c
`;

/** As a person would who fills in what is asked for. */
function completed(text: string): string {
  return text.replace("# verify: { query: ...,", "verify: { query: up > 0,");
}

describe("a job of Rundeck's", () => {
  const [draft] = importRundeck(jobs);

  it("becomes a draft that does not run before it has a verification", () => {
    const { runbook, problems } = parseRunbook(draft?.text ?? "", "runbooks/restart-model-server.md");
    expect(runbook).toBeNull();
    expect(problems).toMatchObject([{ message: expect.stringContaining("verified by a metric") }]);
  });

  it("keeps its options as typed parameters and its commands as arguments, scripts or questions", () => {
    const { runbook, problems } = parseRunbook(completed(draft?.text ?? ""), "runbooks/restart-model-server.md");
    expect(problems).toEqual([]);
    if (runbook?.kind !== "runbook") throw new Error("It is no runbook");
    expect(runbook).toMatchObject({ id: "restart-model-server", title: "Restart Model Server" });
    expect(runbook.front).toMatchObject({ risk: "disruptive", owner: "llm/prod", rollout: { canary: 1, wave: 4 } });
    expect(runbook.front.params).toMatchObject({
      unit: { type: "string", pattern: "[a-z-]+\\.service", default: "vllm.service" },
      mode: { type: "enum", values: ["fast", "safe"], default: "safe" },
      api_token: { type: "secret" },
      note: { type: "string", title: "What for" },
    });
    expect(runbook.steps).toMatchObject([
      { kind: "ssh", ssh: ["systemctl", "restart", `\${unit}`], sudo: true, title: "Restart it", timeout: 600_000 },
      { kind: "script", script: "ps aux | grep $unit\n" },
      { kind: "ask" },
      { kind: "script", script: 'echo "$mode""er $note"\n' },
      { kind: "ask", ask: "Run the job Smoke test. Done?" },
    ]);
    expect(draft?.notes.join("\n")).toMatch(/tags: gpu\+llm[\s\S]*secret among its arguments[\s\S]*error handler/);
  });

  it.each([
    ["no YAML", "a: [", "line 1"],
    ["another file", "version: 1", "no job of Rundeck's"],
    ["a job without commands", "- name: x\n  sequence: { commands: [] }", "line 2"],
  ])("%s is refused with its place", (_what, text, words) => {
    expect(() => importRundeck(text)).toThrow(
      expect.objectContaining({ code: "BAD_REQUEST", message: expect.stringContaining(words) }),
    );
  });
});
