import { describe, expect, it } from "vitest";
import { applicationsOf } from "../../../electron/demo/simulation/applications/applications.ts";
import { runCommand } from "../../../electron/demo/simulation/commands.ts";
import { createFleet, type HostSpec } from "../../../electron/demo/simulation/fleet.ts";
import { gpuReading } from "../../../electron/demo/simulation/gpuState.ts";
import { containersText, kernelText } from "../../../electron/demo/simulation/hostTexts.ts";
import { batchSizeIncident } from "../../../electron/demo/simulation/incident/batchSize.ts";
import { logFilesOf } from "../../../electron/demo/simulation/logs/logFiles.ts";
import { gpuProcesses } from "../../../electron/demo/simulation/processes.ts";
import { parseRuleFile } from "../../../shared/domain/alerts/rules/parseRuleFile.ts";
import { parseContainers } from "../../../shared/domain/host/containers.ts";
import { parseOomLine } from "../../../shared/domain/host/oom.ts";
import { parseRunbook } from "../../../shared/domain/runbook/parseRunbook.ts";

const speed = 5;
const beganAt = 10;
/** The simulation's second of a second of the scenario. */
const at = (seconds: number) => beganAt + seconds / speed;

function fleet(): readonly HostSpec[] {
  const hosts = createFleet(16, 1, batchSizeIncident);
  for (const { incident } of hosts) incident?.begin(beganAt, speed);
  return hosts;
}
/** The host whose second server is killed. */
function victim(): HostSpec {
  const host = fleet().filter(({ incident }) => incident !== null)[1];
  if (!host) throw new Error("no host serves the model");
  return host;
}

/** Newest value of a series over all of its labels. */
function total(text: string, name: string, where = ""): number {
  return text
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) && line.includes(where))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}
const vllm = (host: HostSpec) => applicationsOf(host, 0).find(({ job, port }) => job === "vllm" && port === 8000);
const metricsOf = (host: HostSpec) => vllm(host)?.metrics ?? (() => "");
const logOf = (host: HostSpec, replica: number, fromT: number, toT: number) => {
  const linesAt = logFilesOf(host)[replica]?.linesAt ?? (() => "");
  let text = "";
  for (let t = Math.ceil(fromT); t <= toT; t += 1) text += linesAt(t, t * 1000);
  return text;
};
const containersAt = (host: HostSpec, t: number) =>
  parseContainers(
    containersText(host, t, (age) => -age * 1000),
    "docker",
    t * 1000,
  ).services;

describe("the incident", () => {
  it("is the only thing that is wrong, and nothing before it begins", () => {
    const hosts = createFleet(16, 1, batchSizeIncident);
    expect(hosts.filter(({ trouble, runsCanary }) => trouble !== null || runsCanary)).toEqual([]);
    const [host] = hosts;
    expect(host?.incident?.figure("cacheFill", 1e6)).toBe(0);
    expect(host?.incident?.release(1e6)).toBeNull();
  });

  it("is a deploy first: image, arguments and the first lines of the log say the same", () => {
    const host = victim();
    const deployed = at(25 + 3);
    const [before] = containersAt(host, deployed - 1);
    const [after] = containersAt(host, deployed + 4);
    expect([before?.image, after?.image]).toEqual([
      "registry.internal/chat-llm-70b:v2.18.0",
      "registry.internal/chat-llm-70b:v2.19.0",
    ]);
    // Read to the second.
    expect(after?.ageSeconds).toBeLessThan(3);
    expect(gpuProcesses(host, deployed - 1)[0]?.command).toContain("--max-num-seqs 256");
    expect(gpuProcesses(host, deployed + 4)[0]?.command).toContain("--max-num-seqs 512");
    const log = logOf(host, 0, deployed, deployed + 6);
    expect(log).toContain("Starting chat-llm-70b v2.19.0");
    expect(log.match(/'max_num_seqs': 512/g)).toHaveLength(1);
    // Nobody knows yet what will come.
    expect(logOf(host, 1, deployed, deployed + 6)).not.toContain("killed");
  });

  it("fills the KV cache and the GPUs, and lets requests wait and take too long", () => {
    const metrics = metricsOf(victim());
    const early = metrics(at(20));
    const late = metrics(at(200));
    expect(total(early, "vllm:kv_cache_usage_perc")).toBeLessThan(0.95);
    expect(total(late, "vllm:kv_cache_usage_perc")).toBeGreaterThan(0.98);
    expect(total(late, "vllm:num_requests_waiting")).toBeGreaterThan(300);
    const slow = (text: string) =>
      1 -
      total(text, "vllm:e2e_request_latency_seconds_bucket", 'le="60.0"') /
        total(text, "vllm:e2e_request_latency_seconds_count");
    expect(slow(late)).toBeGreaterThan(slow(early));
    expect(late).toContain('version="v2.19.0"');
    const host = victim();
    expect(gpuReading(host, 0, at(200)).memoryUsedMiB).toBeGreaterThan(0.985 * (81_559 - 551));
  });

  it("adds up: counters only rise, over the deploy and the kill", () => {
    const metrics = metricsOf(victim());
    let before = 0;
    for (let seconds = 0; seconds < 260; seconds += 5) {
      const text = metrics(at(seconds));
      const requests = total(text, "vllm:e2e_request_latency_seconds_count");
      expect(requests).toBeGreaterThanOrEqual(before);
      expect(total(text, "vllm:request_success_total")).toBeLessThanOrEqual(requests);
      before = requests;
    }
  });

  it("times requests out at the gateway, in figures and in lines", () => {
    const gateway = fleet().flatMap((host) =>
      host.incident && host.runsGateway
        ? [{ host, app: applicationsOf(host, 0).find(({ job }) => job === "gateway") }]
        : [],
    )[0];
    const failed = (t: number) => total(gateway?.app?.metrics(t) ?? "", "http_requests_total", 'status="5xx"');
    const [first = 0, calm = 0, then = 0, bad = 0] = [0, 40, 200, 240].map((seconds) => failed(at(seconds)));
    expect(bad - then).toBeGreaterThan(10 * (calm - first + 1));
    const access = gateway ? logFilesOf(gateway.host).find(({ path }) => path.includes("gateway")) : undefined;
    const lines = Array.from(
      { length: 30 },
      (_, second) => access?.linesAt(at(200) + second, second * 1000) ?? "",
    ).join("");
    expect(lines.match(/upstream timeout/g)?.length).toBeGreaterThan(5);
  });

  it("ends with a server that the kernel kills and its manager starts again", () => {
    const host = victim();
    const killed = at(150);
    const pid = gpuProcesses(host, killed - 1).find(({ containerName }) => containerName === "vllm-1")?.pid;
    expect(logOf(host, 1, killed - 4, killed)).toContain("CUDA out of memory");
    expect(kernelText(host, killed - 1)).toBe("");
    expect(parseOomLine(kernelText(host, killed + 1).trim())).toMatchObject({
      pid,
      scope: "group",
      uptimeSeconds: expect.closeTo(host.uptimeAtStart + killed, 3),
    });
    expect(containersAt(host, killed + 5)[1]).toMatchObject({ state: "failed", exitCode: 137, restarts: 1 });
    expect(gpuProcesses(host, killed + 5).map(({ containerName }) => containerName)).not.toContain("vllm-1");
    expect(containersAt(host, killed + 20)[1]).toMatchObject({ state: "running", restarts: 1 });
    expect(gpuProcesses(host, killed + 20).find(({ containerName }) => containerName === "vllm-1")?.pid).not.toBe(pid);
    expect(logOf(host, 1, killed, killed + 20)).toContain("the last one was killed (exit code 137)");
  });

  it("ends where its release is rolled back, comes back with it, and kills nobody any more", () => {
    const host = victim();
    const t = at(140);
    expect(runCommand(host, ["modelctl", "rollout", "chat-llm-70b", "v1.0.0"], t)).toMatchObject({ status: 1 });
    expect(runCommand(host, ["modelctl", "rollout", "chat-llm-70b", "v2.18.0"], t)).toMatchObject({ status: 0 });
    const metrics = metricsOf(host);
    expect(total(metrics(t + 30), "vllm:num_requests_waiting")).toBeLessThan(100);
    expect(total(metrics(t + 30), "vllm:kv_cache_usage_perc")).toBeLessThan(0.95);
    expect(metrics(t + 30)).toContain('version="v2.18.0"');
    expect(host.lives.kills(1, at(200))).toEqual([]);
    runCommand(host, ["modelctl", "rollout", "chat-llm-70b", "v2.19.0"], t + 40);
    expect(total(metrics(t + 70), "vllm:kv_cache_usage_perc")).toBeGreaterThan(0.98);
  });

  it("has rules and a runbook without problems", () => {
    expect(parseRuleFile(batchSizeIncident.rules, "incident.yaml").problems).toEqual([]);
    const { file = "", text = "" } = batchSizeIncident.remedy ?? {};
    expect(parseRunbook(text, file)).toMatchObject({ problems: [], runbook: { kind: "runbook" } });
  });
});
