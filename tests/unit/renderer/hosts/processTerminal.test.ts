import { describe, expect, it } from "vitest";
import { processTerminal } from "../../../../renderer/features/hosts/panel/processTerminal.ts";
import { readPod } from "../../../../shared/domain/kubernetes/pod.ts";
import { podOf } from "../../../doubles/kubernetesServer.ts";

type Detail = Parameters<typeof processTerminal>[1];
const container = { exitCode: null, stateText: "Up 2 hours", restarts: 0, ageSeconds: 7200, image: "chat:v2" };
const hostWith = (...services: Detail["services"]): Detail => ({ summary: { name: "gpu-a01" }, services });
const id = "ab".repeat(32);
const vllm: Detail["services"][number] = {
  ...{ ...container, name: "vllm-0", manager: "docker", state: "running", containerId: id },
};

function podsWith(containerId: string) {
  const made = podOf("chat-1");
  const containerStatuses = [{ name: "main", ready: true, containerID: `containerd://${containerId}` }];
  const pod = readPod({
    ...made,
    metadata: { ...made.metadata, uid: "7e0f" },
    status: { phase: "Running", containerStatuses },
  });
  return { cluster: "eu", pods: pod ? [pod] : [] };
}

describe("a terminal where a process runs", () => {
  const process = { container: "vllm-0", containerId: id };
  it("is in its container by the host's own engine", () => {
    const target = { kind: "container", host: "gpu-a01", manager: "docker", container: "vllm-0", containerId: id };
    expect(processTerminal(process, hostWith(vllm), podsWith(id))).toEqual(target);
    const unhealthy = { ...vllm, state: "failed", stateText: "Up 2 hours (unhealthy)" } as const;
    expect(processTerminal(process, hostWith(unhealthy), podsWith(id))).toEqual(target);
  });
  it("is in its pod where the engine does not know it", () => {
    expect(processTerminal({ container: "7e0f", containerId: id }, hostWith(vllm), podsWith(id))).toEqual({
      ...{ kind: "pod", cluster: "eu", namespace: "serving", pod: "chat-1", uid: "7e0f", container: "main" },
    });
  });
  it.each<[string, Detail["services"][number], string | null]>([
    ["outside of containers", vllm, null],
    ["in a container that does not run", { ...vllm, state: "stopped", ageSeconds: null }, "vllm-0"],
    ["in a unit of that name", { ...vllm, manager: "systemd", containerId: null }, "vllm-0"],
  ])("is none %s", (_, service, name) => {
    expect(processTerminal({ container: name, containerId: null }, hostWith(service), podsWith(id))).toBeNull();
    expect(processTerminal({ container: name, containerId: id }, hostWith(service), null)).toBeNull();
  });
});
