import { describe, expect, test } from "vitest";
import { blankGpu } from "../../../../../shared/domain/gpu/blank.ts";
import { mergeKnownGpus, parseGpuCsv } from "../../../../../shared/domain/gpu/csv.ts";
import type { Gpu, GpuSubsystem, XidEvent } from "../../../../../shared/domain/gpu/model.ts";
import {
  type FindingsInput,
  hostFindings,
  thresholds,
} from "../../../../../shared/domain/host/findings/hostFindings.ts";
import type { Filesystem, Service } from "../../../../../shared/domain/host/model.ts";
import { type Connection, type Finding, finding, type StopReason } from "../../../../../shared/domain/host/state.ts";
import { fullFields, gpuRow, gpuRows } from "../../../../fixtures/nvidiaSmi/csvRows.ts";

const nowMs = 1_795_200_000_000;
const connected: Connection = {
  kind: "connected",
  sinceMs: nowMs - 60_000,
  rttMs: 2,
  transport: "ssh2",
  authentication: "publickey (agent)",
  serverVersion: null,
  via: [],
};

const quiet: FindingsInput = {
  host: "gpu-a09",
  nowMs,
  connection: connected,
  lastSampleAtMs: nowMs - 1000,
  stale: false,
  gpuSubsystem: { kind: "ok", text: "" },
  gpus: [],
  slowdownCelsius: new Map(),
  xids: [],
  services: [],
  filesystems: [],
  previous: [],
};

const find = (changes: Partial<FindingsInput>) => hostFindings({ ...quiet, ...changes });
const kinds = (changes: Partial<FindingsInput>) => find(changes).map(({ kind, severity }) => `${severity} ${kind}`);

function gpuWith(cells: Readonly<Record<string, string>>): Gpu {
  const [gpu] = parseGpuCsv(gpuRow(cells), fullFields, 0).gpus;
  if (!gpu) throw new Error("no GPU");
  return gpu;
}

const healthy = gpuWith({});
const error = { code: "SSH_TIMEOUT", message: "No answer from 10.0.0.9:22 in 10 s", atMs: nowMs } as const;
const key = { type: "ssh-ed25519", bits: 256, fingerprint: "SHA256:abc", randomart: "" };

test("healthy is quiet", () => {
  const gpus = parseGpuCsv(gpuRows(8), fullFields, 0).gpus;
  const services: Service[] = [
    {
      name: "vllm.service",
      manager: "systemd",
      state: "running",
      stateText: "active (running)",
      exitCode: null,
      restarts: 2,
      ageSeconds: 1,
      image: null,
      containerId: null,
    },
  ];
  const filesystems: Filesystem[] = [
    { device: "/dev/sda2", mount: "/", sizeBytes: 1000, usedBytes: 700, availableBytes: 250 },
  ];
  expect(find({ gpus, services, filesystems })).toEqual([]);
});

describe("the connection", () => {
  test("unreachable: since the last sample, with the error in words", () => {
    const waiting = { kind: "waiting", attempt: 3, retryAtMs: nowMs + 4000, error } as const;
    expect(find({ connection: waiting, stale: true, lastSampleAtMs: nowMs - 90_000 })).toEqual([
      {
        id: "gpu-a09/hostUnreachable",
        severity: "critical",
        kind: "hostUnreachable",
        title: "Host is unreachable",
        detail: "No answer from 10.0.0.9:22 in 10 s. The values shown are the last ones read. Midwatch keeps trying.",
        host: "gpu-a09",
        gpuUuid: null,
        gpuIndex: null,
        sinceMs: nowMs - 90_000,
        value: "no answer",
        limit: null,
      },
    ]);
    expect(find({ connection: waiting, lastSampleAtMs: null })).toMatchObject([{ sinceMs: nowMs }]);
  });

  test.each<[StopReason, readonly string[]]>([
    [{ kind: "byUser" }, []],
    [{ kind: "authFailed", error }, ["critical hostStopped"]],
    [{ kind: "configuration", error }, ["critical hostStopped"]],
    [
      { kind: "hostKeyUnknown", hop: "gpu-a09", address: "10.0.0.9:22", serverVersion: null, offered: key },
      ["info hostStopped"],
    ],
    [
      {
        kind: "hostKeyChanged",
        hop: "gpu-a09",
        address: "10.0.0.9:22",
        stored: key,
        file: "~/.ssh/known_hosts",
        line: 12,
        offered: key,
      },
      ["critical hostStopped"],
    ],
    [{ kind: "hostKeyRevoked", hop: "bastion", address: "1.2.3.4:22", offered: key }, ["critical hostStopped"]],
  ])("stopped: %j", (reason, expected) => {
    expect(kinds({ connection: { kind: "stopped", reason } })).toEqual(expected);
  });

  test("stale, with its age; not while there is no connection to be stale", () => {
    expect(find({ stale: true, lastSampleAtMs: nowMs - 8420 })).toMatchObject([
      { kind: "hostStale", severity: "warning", value: "8.42 s", sinceMs: nowMs - 8420 },
    ]);
    expect(kinds({ stale: true, connection: { kind: "connecting", attempt: 1, sinceMs: nowMs } })).toEqual([]);
  });

  test("a login that failed makes the host blind since the last sample, also while it is tried again", () => {
    const stopped = { kind: "stopped", reason: { kind: "authFailed", error } } as const;
    const before = find({ connection: stopped, stale: true, lastSampleAtMs: nowMs - 90_000 });
    expect(before).toMatchObject([{ title: "Login failed", severity: "critical", sinceMs: nowMs - 90_000 }]);
    const connection = { kind: "connecting", attempt: 1, sinceMs: nowMs } as const;
    expect(find({ connection, previous: before })).toEqual(before);
    const byUser = { kind: "stopped", reason: { kind: "byUser" } } as const;
    expect(find({ connection: byUser, previous: before })).toEqual([]);
  });

  test("an unreachable host stays one, since then, while it is tried again", () => {
    const error = { code: "SSH_REFUSED", message: "nothing accepts connections there", atMs: nowMs } as const;
    const before = find({ connection: { kind: "waiting", attempt: 1, retryAtMs: nowMs, error } });
    const connection = { kind: "connecting", attempt: 2, sinceMs: nowMs + 60_000 } as const;
    expect(find({ connection, nowMs: nowMs + 60_000, previous: before })).toEqual(before);
    expect(find({ previous: before })).toEqual([]);
  });
});

describe("nvidia-smi as a whole", () => {
  test.each<[GpuSubsystem["kind"], readonly string[], readonly string[]]>([
    ["ok", [], []],
    ["unknown", [], []],
    ["commandNotFound", ["info gpuSubsystem"], ["critical gpuSubsystem"]],
    ["noDevices", ["warning gpuSubsystem"], ["critical gpuSubsystem"]],
    ["permissionDenied", ["warning gpuSubsystem"], ["warning gpuSubsystem"]],
    ["driverMismatch", ["critical gpuSubsystem"], ["critical gpuSubsystem"]],
    ["driverNotLoaded", ["critical gpuSubsystem"], ["critical gpuSubsystem"]],
    ["blockedByOs", ["warning gpuSubsystem"], ["warning gpuSubsystem"]],
    ["infoRomCorrupted", ["warning gpuSubsystem"], ["warning gpuSubsystem"]],
    ["hung", ["critical gpuSubsystem"], ["critical gpuSubsystem"]],
    ["unreadable", ["critical gpuSubsystem"], ["critical gpuSubsystem"]],
  ])("%s, on a host without and with GPUs", (kind, without, withGpus) => {
    const gpuSubsystem = { kind, text: "verbatim words" };
    expect(kinds({ gpuSubsystem })).toEqual(without);
    expect(kinds({ gpuSubsystem, gpus: [healthy] })).toEqual(withGpus);
  });

  test("one finding says it for eight unreadable GPUs", () => {
    const before = mergeKnownGpus([], parseGpuCsv(gpuRows(8), fullFields, 0));
    const now = parseGpuCsv("Failed to initialize NVML: Driver/library version mismatch", fullFields, 18);
    expect(kinds({ gpuSubsystem: now.subsystem, gpus: mergeKnownGpus(before, now) })).toEqual([
      "critical gpuSubsystem",
    ]);
  });

  test("where one lost GPU stops nvidia-smi, the lost GPU is the finding", () => {
    const now = parseGpuCsv(
      "Unable to determine the device handle for GPU 0000:19:00.0: GPU is lost.  Reboot the system",
      fullFields,
      15,
    );
    const before = mergeKnownGpus([], parseGpuCsv(gpuRows(8), fullFields, 0));
    const gpus = mergeKnownGpus(before, now);
    expect(find({ gpuSubsystem: now.subsystem, gpus })).toMatchObject([{ kind: "gpuLost", gpuIndex: 0 }]);
  });
});

describe("GPUs", () => {
  test.each([
    [{ state: "lost", stateText: "Unknown Error" }, "critical gpuLost", "GPU 0 is lost"],
    [{ state: "absent", stateText: "" }, "critical gpuAbsent", "GPU 0 is not listed any more"],
    [
      { state: "requiresReset", stateText: "GPU requires reset" },
      "critical gpuRequiresReset",
      "GPU 0 requires a reset",
    ],
    [{ state: "unreadable", stateText: "Unknown Error" }, "warning gpuUnreadable", "GPU 0 cannot be read"],
  ] as const)("%j", (changes, kind, title) => {
    const gpus = [{ ...blankGpu, uuid: "GPU-1", index: 0, ...changes }];
    expect(kinds({ gpus })).toEqual([kind]);
    expect(find({ gpus })).toMatchObject([
      { title, gpuUuid: "GPU-1", gpuIndex: 0, id: `gpu-a09/${kind.split(" ")[1]}/GPU-1` },
    ]);
  });

  test("a GPU known by its slot is named by it", () => {
    expect(find({ gpus: [{ ...blankGpu, busId: "0000:4e:00", state: "lost" }] })).toMatchObject([
      { title: "The GPU at 0000:4e:00 is lost", id: "gpu-a09/gpuLost/0000:4e:00", gpuUuid: null },
    ]);
  });

  test.each([
    ["0x0000000000000000", null, null],
    ["0x0000000000000001", null, null],
    ["0x0000000000000004", null, null],
    ["0x0000000000000002", null, null],
    ["0x0000000000000020", "GPU 0 is throttled: thermal", "66 \u00b0C"],
    ["0x0000000000000040", "GPU 0 is throttled: thermal", "66 \u00b0C"],
    ["0x0000000000000088", "GPU 0 is throttled: power brake: PSU or rack", "655 W"],
    ["0x0000000000000008", "GPU 0 is throttled: hardware slowdown, cause unknown", "655 W"],
  ])("throttle reasons %s", (mask, title, value) => {
    const gpus = [gpuWith({ "clocks_throttle_reasons.active": mask })];
    expect(find({ gpus })).toMatchObject(
      title === null ? [] : [{ kind: "gpuThrottled", severity: "warning", title, value }],
    );
  });

  test("a throttled GPU shows its limit and its clock, and is not called hot as well", () => {
    const gpu = gpuWith({
      "clocks_throttle_reasons.active": "0x40",
      "temperature.gpu": "89",
      "clocks.current.sm": "1140",
    });
    const found = find({ gpus: [gpu], slowdownCelsius: new Map([[gpu.uuid ?? "", 89]]) });
    expect(found).toMatchObject([{ kind: "gpuThrottled", value: "89 \u00b0C", limit: "89 \u00b0C" }]);
    expect(found[0]?.detail).toContain("1140 MHz");
  });

  describe("hot", () => {
    const margin = "temperature.gpu.tlimit";
    test.each([
      ["86", 89, "[N/A]", true],
      ["85", 89, "[N/A]", false],
      ["86", 89, "30", true],
      ["95", null, "3", true],
      ["95", null, "4", false],
      ["85", null, "[N/A]", true],
      ["84", null, "[N/A]", false],
      ["[N/A]", 89, "[N/A]", false],
    ])("%s C with slowdown at %s and a margin of %s: %s", (temperature, slowdown, left, isHot) => {
      const gpu = gpuWith({ "temperature.gpu": temperature, [margin]: left });
      const slowdownCelsius = new Map(slowdown === null ? [] : [[gpu.uuid ?? "", slowdown]]);
      expect(kinds({ gpus: [gpu], slowdownCelsius })).toEqual(isHot ? ["warning gpuHot"] : []);
    });

    test("it does not flicker around the limit", () => {
      const at = (temperature: number, previous: readonly Finding[]) =>
        find({ gpus: [gpuWith({ "temperature.gpu": String(temperature), [margin]: "[N/A]" })], previous });
      const hot = at(85, []);
      const stillHot = at(85 - thresholds.hotReleaseCelsius, hot);
      expect(stillHot).toMatchObject([{ kind: "gpuHot" }]);
      expect(at(84 - thresholds.hotReleaseCelsius, stillHot)).toEqual([]);
    });
  });

  test.each([
    [{ "remapped_rows.pending": "Yes" }, ["warning gpuRemapPending"]],
    [{ "retired_pages.pending": "Yes" }, ["warning gpuRemapPending"]],
    [{ "remapped_rows.failure": "Yes" }, ["critical gpuRemapFailed"]],
    [{ "ecc.errors.uncorrected.volatile.total": "3" }, ["critical gpuEccUncorrected"]],
    [{ gpu_recovery_action: "Reboot" }, ["critical gpuRecoveryAction"]],
    [{ gpu_recovery_action: "Drain P2P" }, ["warning gpuRecoveryAction"]],
    [{ gpu_recovery_action: "[N/A]" }, []],
    [{ "remapped_rows.pending": "[N/A]", "ecc.errors.uncorrected.volatile.total": "[N/A]" }, []],
    [
      { "remapped_rows.pending": "Yes", "remapped_rows.failure": "Yes", gpu_recovery_action: "Reset" },
      ["critical gpuRemapFailed", "critical gpuRecoveryAction", "warning gpuRemapPending"],
    ],
  ] as const)("%j", (cells, expected) => {
    expect(kinds({ gpus: [gpuWith({ ...cells })] })).toEqual(expected);
  });
});

describe("Xids", () => {
  const event = (code: number, changes: Partial<XidEvent> = {}): XidEvent => ({
    atMs: nowMs - 60_000,
    busId: "0000:19:00",
    code,
    text: "GPU has fallen off the bus.",
    pid: null,
    processName: null,
    ...changes,
  });

  test("one finding per GPU and code, since the first, with its count and GPU", () => {
    const xids = [event(79), event(79, { atMs: nowMs - 120_000 }), event(79, { busId: "0000:2a:00" })];
    expect(find({ xids, gpus: [healthy] })).toMatchObject([
      {
        id: "gpu-a09/gpuXid/0000:19:00 79",
        severity: "critical",
        title: "Xid 79 on GPU 0",
        gpuUuid: healthy.uuid,
        sinceMs: nowMs - 120_000,
        value: "2 events",
      },
      { title: "Xid 79 on the GPU at 0000:2a:00", gpuUuid: null, value: "1 event" },
    ]);
  });

  test("the process that was hit is named", () => {
    const [found] = find({ xids: [event(31, { pid: 4242, processName: "python3" })] });
    expect(found?.detail).toContain("Process: python3 (4242).");
  });

  test.each([
    ["informational", event(63)],
    ["a consequence of another", event(45)],
    ["old", event(79, { atMs: nowMs - thresholds.xidShownMs - 1 })],
  ])("%s: none", (_, xid) => {
    expect(find({ xids: [xid] })).toEqual([]);
  });
});

describe("services and filesystems", () => {
  const service = (state: Service["state"]): Service => ({
    name: "vllm.service",
    manager: "systemd",
    state,
    stateText: "failed, oom-kill",
    exitCode: 137,
    restarts: 5,
    ageSeconds: 10,
    image: null,
    containerId: null,
  });

  test("a failed service, with where to read on", () => {
    expect(find({ services: [service("failed")] })).toMatchObject([
      {
        id: "gpu-a09/serviceFailed/systemd vllm.service",
        severity: "warning",
        title: "vllm.service has failed",
        detail: "systemd says: failed, oom-kill. It was restarted 5 times. Read journalctl -u vllm.service.",
        value: "exit 137",
      },
    ]);
  });

  test.each(["running", "starting", "stopping", "stopped", "unknown"] as const)(
    "a service that is %s: none",
    (state) => {
      expect(find({ services: [service(state)] })).toEqual([]);
    },
  );

  const gib = 2 ** 30;
  test.each([
    ["94 % of a small one", 940, 60, null],
    ["95 % of a small one", 950, 50, "warning"],
    ["95 % of a large one leaves plenty", 28_500, 1500, null],
    ["99 % of a large one", 29_700, 300, "critical"],
    ["all", 1000, 0, "critical"],
    ["more than all: the reserve is eaten", 1000, -10, "critical"],
    ["an empty one", 0, 0, null],
  ])("%s", (_, used, available, severity) => {
    const filesystem: Filesystem = {
      device: "/dev/sda2",
      mount: "/data",
      sizeBytes: (used + available) * gib,
      usedBytes: used * gib,
      availableBytes: available * gib,
    };
    expect(find({ filesystems: [filesystem] })).toMatchObject(
      severity === null ? [] : [{ kind: "filesystemFull", severity, id: "gpu-a09/filesystemFull//data" }],
    );
  });
});

describe("as a list", () => {
  const bad = {
    gpus: [
      gpuWith({ "remapped_rows.pending": "Yes" }),
      { ...blankGpu, uuid: "GPU-2", index: 2, state: "lost" as const },
    ],
    stale: true,
  };

  test("worst first, each of the contract's shape, each id once", () => {
    const found = find(bad);
    expect(found.map((one) => one.kind)).toEqual(["gpuLost", "hostStale", "gpuRemapPending"]);
    for (const one of found) expect(() => finding.parse(one)).not.toThrow();
    expect(new Set(found.map((one) => one.id)).size).toBe(found.length);
  });

  test("a finding that goes on keeps its beginning; one that comes back begins anew", () => {
    const first = find(bad);
    const second = hostFindings({ ...quiet, ...bad, nowMs: nowMs + 5000, previous: first });
    expect(second.map(({ id, sinceMs }) => [id, sinceMs])).toEqual(first.map(({ id, sinceMs }) => [id, sinceMs]));
    const healed = hostFindings({ ...quiet, nowMs: nowMs + 6000, previous: second });
    expect(healed).toEqual([]);
    const again = hostFindings({ ...quiet, gpus: bad.gpus, nowMs: nowMs + 9000, previous: healed });
    expect(again.map((one) => one.sinceMs)).toEqual([nowMs + 9000, nowMs + 9000]);
  });

  test("texts are sentences: no exclamation marks, no doubled points", () => {
    const everything = find({
      ...bad,
      gpuSubsystem: { kind: "infoRomCorrupted", text: "x" },
      connection: { kind: "waiting", attempt: 1, retryAtMs: 0, error },
      xids: [119, 13, 94, 74].map((code) => ({
        atMs: nowMs,
        busId: "0000:19:00",
        code,
        text: "text.",
        pid: 1,
        processName: null,
      })),
    });
    expect(everything.length).toBeGreaterThan(7);
    for (const { title, detail } of everything) {
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(detail).toMatch(/^[A-Z].*\.$/);
      expect(`${title} ${detail}`).not.toMatch(/!|\.\.|undefined|null|NaN/);
    }
  });
});
