import { describe, expect, test } from "vitest";
import {
  type GpuApp,
  joinProcesses,
  parseCgroups,
  parseComputeApps,
  parsePs,
  withProcessTypes,
} from "../../../../shared/domain/gpu/processes.ts";

const mebibyte = 2 ** 20;
const id = "0123456789abcdef".repeat(4);

describe("compute apps", () => {
  test.each([
    ["GPU-1, 4242, python3, 7484", "python3", 7484 * mebibyte],
    ["GPU-1, 4242, python3, 7484 MiB", "python3", 7484 * mebibyte],
    ["GPU-1, 4242, /opt/app --list=a, b, c, 12", "/opt/app --list=a, b, c", 12 * mebibyte],
    ["GPU-1, 4242, C:\\Program Files\\x.exe, [N/A]", "C:\\Program Files\\x.exe", { missing: "notAvailable" }],
    ["GPU-1, 4242, [Not Found], 300", "[Not Found]", 300 * mebibyte],
    ["GPU-1,4242,a,1", "a", mebibyte],
  ])("%j", (line, name, memoryBytes) => {
    expect(parseComputeApps(`${line}\n`)).toEqual([{ gpuUuid: "GPU-1", pid: 4242, name, memoryBytes, type: null }]);
  });

  test.each([
    "",
    "gpu_uuid, pid, process_name, used_gpu_memory [MiB]",
    "No devices were found",
    "Failed to initialize NVML: Driver/library version mismatch",
    "GPU-1, 4242",
    "GPU-1, 4242, 7484",
    "GPU-1, [N/A], python3, 7484",
  ])("%j is no process", (text) => {
    expect(parseComputeApps(text)).toEqual([]);
  });
});

test("the process table: blanks in commands, both kinds of age, no noise", () => {
  const table = parsePs(
    [
      "    812 ml          86462 /opt/vllm/bin/python3 -m vllm.entrypoints.openai.api_server --model  a",
      " 99 root 1-02:03:04 gpu_burn",
      " 98 root 02:03 short",
      " 97 root ? kthread",
      "error: process ID list syntax error",
      "",
      "Usage:",
    ].join("\n"),
  );
  expect([...table]).toEqual([
    [
      812,
      {
        user: "ml",
        ageSeconds: 86462,
        command: "/opt/vllm/bin/python3 -m vllm.entrypoints.openai.api_server --model  a",
      },
    ],
    [99, { user: "root", ageSeconds: 93784, command: "gpu_burn" }],
    [98, { user: "root", ageSeconds: 123, command: "short" }],
    [97, { user: "root", ageSeconds: null, command: "kthread" }],
  ]);
});

describe("owners", () => {
  const pod = "1f2e3d4c-5b6a-4798-8123-456789abcdef";
  const underscored = pod.replaceAll("-", "_");
  test.each([
    ["docker", `0::/docker/${id}`, { containerId: id }],
    ["docker by systemd", `0::/system.slice/docker-${id}.scope`, { containerId: id }],
    ["docker, version 1", `12:memory:/docker/${id}`, { containerId: id }],
    [
      "kubelet with containerd by systemd",
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${underscored}.slice/cri-containerd-${id}.scope`,
      { containerId: id, podUid: pod },
    ],
    ["kubelet by cgroupfs", `4:devices:/kubepods/besteffort/pod${pod}/${id}`, { containerId: id, podUid: pod }],
    [
      "containerd's own form",
      `1:name=systemd:/system.slice/containerd.service/kubepods-pod${underscored}.slice:cri-containerd:${id}`,
      { containerId: id, podUid: pod },
    ],
    ["CRI-O", `0::/kubepods.slice/kubepods-pod${underscored}.slice/crio-${id}.scope`, { containerId: id, podUid: pod }],
    ["podman", `0::/user.slice/user-1000.slice/libpod-${id}.scope/container`, { containerId: id }],
    ["Slurm, version 1", "4:devices:/slurm/uid_1000/job_4211/step_0/task_0", { slurmJob: "4211" }],
    ["Slurm, version 2", "0::/system.slice/slurmstepd.scope/job_4211/step_batch/user/task_0", { slurmJob: "4211" }],
  ])("%s", (_, line, owner) => {
    expect(parseCgroups(`/proc/4242/cgroup:${line}\n`).get(4242)).toEqual({
      containerId: null,
      podUid: null,
      slurmJob: null,
      ...owner,
    });
  });

  test("several hierarchies of one process say it together", () => {
    const text = `/proc/7/cgroup:12:memory:/user.slice\n/proc/7/cgroup:4:devices:/docker/${id}\n/proc/7/cgroup:0::/\n`;
    expect(parseCgroups(text).get(7)).toEqual({ containerId: id, podUid: null, slurmJob: null });
  });

  test.each(["0::/user.slice/user-1000.slice/session-4.scope", "0::/system.slice/vllm.service", "0::/"])(
    "%s is nobody's container",
    (line) => {
      expect(parseCgroups(`/proc/4242/cgroup:${line}`).size).toBe(0);
    },
  );
});

describe("joined", () => {
  const app = (gpu: string, pid: number, memoryBytes: GpuApp["memoryBytes"], type: GpuApp["type"] = null): GpuApp => ({
    gpuUuid: gpu,
    pid,
    name: "python3",
    memoryBytes,
    type,
  });
  const none = new Map();

  test("one process over two GPUs is one line with the sum; largest first", () => {
    const joined = joinProcesses(
      [app("GPU-a", 7, 10), app("GPU-a", 9, 500), app("GPU-b", 7, 20)],
      new Map([[7, { user: "ml", ageSeconds: 60, command: "python3 serve.py" }]]),
      new Map([[7, { containerId: id, podUid: null, slurmJob: null }]]),
      new Map([[id, "chat-llm-70b"]]),
    );
    expect(joined).toEqual([
      {
        gpuUuids: ["GPU-a"],
        pid: 9,
        type: null,
        name: "python3",
        command: null,
        user: null,
        container: null,
        containerId: null,
        podUid: null,
        ageSeconds: null,
        memoryBytes: 500,
      },
      {
        gpuUuids: ["GPU-a", "GPU-b"],
        pid: 7,
        type: null,
        name: "python3",
        command: "python3 serve.py",
        user: "ml",
        container: "chat-llm-70b",
        containerId: id,
        podUid: null,
        ageSeconds: 60,
        memoryBytes: 30,
      },
    ]);
  });

  test.each([
    [{ containerId: id, podUid: null, slurmJob: null }, "0123456789ab"],
    [{ containerId: id, podUid: "abc", slurmJob: null }, "pod abc"],
    [{ containerId: null, podUid: null, slurmJob: "4211" }, "Slurm job 4211"],
  ])("an owner without a name: %j", (owner, text) => {
    expect(joinProcesses([app("GPU-a", 7, 1)], none, new Map([[7, owner]]), none)[0]?.container).toBe(text);
  });

  test("memory that one GPU does not tell makes the sum missing", () => {
    const missing = { missing: "notAvailable" } as const;
    expect(joinProcesses([app("GPU-a", 7, 10), app("GPU-b", 7, missing)], none, none, none)[0]?.memoryBytes).toEqual(
      missing,
    );
  });

  test.each([
    ["C", "G", "C+G"],
    ["C", "C", "C"],
    ["G", "G", "G"],
    [null, "G", "G"],
    ["C", "C+G", "C+G"],
  ] as const)("types %s and %s are %s", (first, second, together) => {
    const joined = joinProcesses([app("GPU-a", 7, 1, first), app("GPU-b", 7, 1, second)], none, none, none);
    expect(joined[0]?.type).toBe(together);
  });

  test("types come from the document, where it saw the same process on the same GPU", () => {
    const typed = withProcessTypes(
      [app("GPU-a", 7, 1), app("GPU-a", 8, 1)],
      [app("GPU-a", 7, 1, "C"), app("GPU-b", 8, 1, "G")],
    );
    expect(typed.map((one) => one.type)).toEqual(["C", null]);
  });
});
