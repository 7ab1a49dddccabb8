import { describe, expect, it } from "vitest";
import { kubeStateText } from "../../../electron/demo/kubernetes/kubeStateText.ts";
import { createObjectStore } from "../../../electron/demo/kubernetes/objectStore.ts";
import { resourceTypes } from "../../../electron/demo/kubernetes/resources.ts";
import { applicationsOf } from "../../../electron/demo/simulation/applications/applications.ts";
import { createFleet } from "../../../electron/demo/simulation/fleet.ts";
import { gpuReading } from "../../../electron/demo/simulation/gpuState.ts";
import { filesystemsText, kernelText } from "../../../electron/demo/simulation/hostTexts.ts";
import { scenarios, scriptedCalm, scriptedFaults } from "../../../electron/demo/simulation/incident/faults.ts";
import { logFilesOf } from "../../../electron/demo/simulation/logs/logFiles.ts";
import { queryGpu } from "../../../electron/demo/simulation/nvidiaSmi.ts";
import { builtinPatterns } from "../../../electron/services/diagnosis/builtinPatterns.ts";
import { parseRuleFile } from "../../../shared/domain/alerts/rules/parseRuleFile.ts";
import { parseGpuCsv } from "../../../shared/domain/gpu/csv.ts";
import { parseKernelLine } from "../../../shared/domain/gpu/xid.ts";
import { parseDf } from "../../../shared/domain/host/df.ts";

/** The hosts of the scenario, which began with the simulation. */
function played(name: string) {
  const scenario = scenarios.get(name);
  if (!scenario) throw new Error(`no scenario ${name}`);
  const hosts = createFleet(4, 1, scenario).filter(({ incident }) => incident !== null);
  for (const { incident } of hosts) incident?.begin(0, 1);
  const [first, second] = hosts;
  if (!first || !second) throw new Error("too few hosts");
  return { first, second };
}

const late = 200;

describe("the scenarios", () => {
  it("are twenty faults and ten that are none, each by a name of its own", () => {
    expect(scriptedFaults.length).toBeGreaterThanOrEqual(20);
    expect(scriptedCalm.length).toBeGreaterThanOrEqual(10);
    expect(scenarios.size).toBe(scriptedFaults.length + scriptedCalm.length);
  });

  it("show every built-in pattern", () => {
    expect(new Set(scriptedFaults.map(({ cause }) => cause))).toEqual(new Set(builtinPatterns.map(({ id }) => id)));
  });

  it("have rules without problems", () => {
    for (const { rules } of scenarios.values()) expect(parseRuleFile(rules, "incident.yaml").problems).toEqual([]);
  });

  it("do nothing before they begin", () => {
    for (const scenario of scenarios.values()) {
      const [host] = createFleet(4, 1, scenario);
      expect([
        host?.incident?.cutOffAt,
        host?.incident?.xidsUntil(1e6),
        host?.incident?.total("neighbour", 50),
      ]).toEqual([null, [], 0]);
    }
  });
});

describe("what a scenario does is seen where it would be", () => {
  it("a lost GPU: by nvidia-smi and the kernel", () => {
    const { second } = played("gpu-lost");
    expect([gpuReading(second, 5, 10).lost, gpuReading(second, 5, late).lost]).toEqual([false, true]);
    const [line = ""] = kernelText(second, late).trim().split("\n");
    expect(parseKernelLine(line)).toMatchObject({ code: 79 });
    expect(kernelText(second, 10)).toBe("");
  });

  it("a driver that does not match its libraries: nothing else is printed", () => {
    const { second } = played("driver-mismatch");
    const { text, status } = queryGpu(second, ["index"], late);
    expect(parseGpuCsv(text, ["index"], status).subsystem.kind).toBe("driverMismatch");
    expect(kernelText(second, late)).toContain("NVRM: API mismatch");
  });

  it("a full disk: by df and in the log", () => {
    const { first } = played("disk-full");
    const docker = parseDf(filesystemsText(first, late)).find(({ mount }) => mount === "/var/lib/docker");
    expect((docker?.availableBytes ?? 1) / (docker?.sizeBytes ?? 1)).toBeLessThan(0.01);
    const log = Array.from({ length: 30 }, (_, second) => logFilesOf(first)[0]?.linesAt(late + second, 0) ?? "").join(
      "",
    );
    expect(log).toContain("No space left on device");
  });

  it("a leak: memory grows, and only there", () => {
    const { first, second } = played("gpu-memory-leak");
    const used = (host: typeof first, t: number) => gpuReading(host, 1, t).memoryUsedMiB;
    expect(used(second, 900) - used(second, 100)).toBeGreaterThan(15_000);
    expect(Math.abs(used(first, 900) - used(first, 100))).toBeLessThan(6000);
  });

  it("servers and exporters that are down do not answer, and an autoscaler tells what it wants", () => {
    const answers = (name: string, job: string, port: number, which: "first" | "second") =>
      applicationsOf(played(name)[which], 0)
        .find((one) => one.job === job && one.port === port)
        ?.answers(late);
    expect(answers("target-down", "vllm", 8001, "second")).toBe(false);
    expect(answers("target-down", "vllm", 8000, "second")).toBe(true);
    expect(answers("exporter-broken", "dcgm", 9400, "first")).toBe(false);
    const state = applicationsOf(played("autoscaler-stuck").first, 0).find(({ job }) => job === "kube-state-metrics");
    expect(state?.metrics(late)).toMatch(/status_desired_replicas\{.*\} 12\.0/);
    const cluster = createObjectStore({ nowMs: () => 0, newUid: () => "" });
    cluster.create(resourceTypes.autoscalers, { metadata: { name: "gateway", namespace: "serving" }, spec: {} });
    const text = applicationsOf(played("autoscaler-stuck").first, 0, (more) => kubeStateText(cluster, more))
      .find(({ job }) => job === "kube-state-metrics")
      ?.metrics(late);
    expect(text).toMatch(/status_desired_replicas\{.*\} 12\.0/);
    const families = text?.match(/^# TYPE .*/gm) ?? [];
    expect(new Set(families).size).toBe(families.length);
    expect(applicationsOf(played("traffic-surge").first, 0).some(({ job }) => job === "kube-state-metrics")).toBe(
      false,
    );
  });

  it("a host that is cut off says when", () => {
    expect(played("network-down").second.incident?.cutOffAt).toBe(90);
    expect(played("network-down").first.incident?.cutOffAt).toBeNull();
  });
});
