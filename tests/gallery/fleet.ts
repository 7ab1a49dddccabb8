import type { CandidateHost, HostCheck } from "../../shared/contract/areas/setup.ts";
import type { HostKey, HostSummary } from "../../shared/domain/host/state.ts";
import { buildFinding, buildSummary } from "../builders/hosts.ts";
import type { FakeState } from "../doubles/fakeConsole.ts";

export const galleryNowMs = Date.UTC(2026, 10, 19, 2, 14, 22);

const groups = [
  { group: "gpu-a", model: "H100 80GB HBM3", subnet: 1 },
  { group: "gpu-b", model: "H100 80GB HBM3", subnet: 2 },
  { group: "gpu-c", model: "A100-SXM4-80GB", subnet: 3 },
  { group: "gpu-d", model: "L40S", subnet: 4 },
];
const perGroup = 16;

function hosts(): readonly HostSummary[] {
  return groups.flatMap(({ group, model, subnet }) =>
    Array.from({ length: perGroup }, (_, index) => {
      const name = `${group}${String(index + 1).padStart(2, "0")}`;
      return buildSummary({
        name,
        group,
        gpuModel: model,
        address: `10.40.${subnet}.${index + 11}`,
        via: ["bastion-eu-1"],
        lastSampleAtMs: galleryNowMs - 1200,
        ...trouble(name),
      });
    }),
  );
}

function trouble(name: string): Partial<HostSummary> {
  if (name === "gpu-a09") {
    return {
      findings: [
        buildFinding({
          sinceMs: galleryNowMs - 480_000,
          host: name,
          severity: "warning",
          kind: "gpuThrottled",
          title: "GPU 2, 3 throttled",
        }),
      ],
    };
  }
  if (name === "gpu-c11")
    return { gpusReporting: 7, findings: [buildFinding({ sinceMs: galleryNowMs - 480_000, host: name })] };
  if (name === "gpu-d04") {
    return {
      stale: true,
      lastSampleAtMs: galleryNowMs - 391_000,
      connection: {
        kind: "waiting",
        attempt: 7,
        retryAtMs: galleryNowMs + 12_000,
        error: {
          code: "SSH_TIMEOUT",
          message: "connect to 10.40.4.14 port 22: timed out",
          atMs: galleryNowMs - 24_000,
        },
      },
      findings: [
        buildFinding({
          sinceMs: galleryNowMs - 480_000,
          host: name,
          kind: "hostUnreachable",
          title: "Host unreachable",
        }),
      ],
    };
  }
  return {};
}

const newKey: HostKey = {
  type: "ssh-ed25519",
  bits: 256,
  fingerprint: "SHA256:q3Vn8Zt1Yk0Lc5RwHd2PmX7uAe9T4bJsGf6KoWiNv1E",
  randomart: [
    "+--[ED25519 256]--+",
    "|      .o+=o.     |",
    "|     . o=B.+     |",
    "|      . *.X .    |",
    "|       . O o .   |",
    "|      . S = .    |",
    "|     . + B o     |",
    "|      . * = .    |",
    "|       + o E     |",
    "|        o..      |",
    "+----[SHA256]-----+",
  ].join("\n"),
};
const storedKey: HostKey = { ...newKey, fingerprint: "SHA256:Tn2wXc81LmPq0RzYv7Kd5HsGf3JbNa9Ui6EoTtWlk9Q" };
const changedKey: HostKey = { ...newKey, fingerprint: "SHA256:b71XoPq2Zs8Lk4Jh6Gf0Dd9Ss3Aa5Mm7Nn1Vv2Bb0aR" };

function candidates(): readonly CandidateHost[] {
  const fleet = hosts().map(
    (host, index): CandidateHost => ({
      name: host.name,
      address: host.address,
      port: 22,
      user: "ops",
      via: ["bastion-eu-1"],
      source: { file: "~/.ssh/config.d/eu", line: 4 + index * 3 },
      skipped: null,
    }),
  );
  const direct = (name: string, address: string, user: string, skipped: string | null): CandidateHost => ({
    name,
    address,
    port: 22,
    user,
    via: [],
    source: { file: "~/.ssh/config", line: 2 },
    skipped,
  });
  const shown = [
    "gpu-a01",
    "gpu-a02",
    "gpu-a03",
    "gpu-a09",
    "gpu-a10",
    "gpu-b01",
    "gpu-b02",
    "gpu-c11",
    "gpu-d04",
    "gpu-d05",
    "gpu-d16",
  ];
  const first = fleet.filter(({ name }) => shown.includes(name));
  return [
    ...first,
    direct("bastion-eu-1", "198.51.100.7", "ops", null),
    direct("dev-box", "192.0.2.44", "dev", null),
    direct("github.com", "140.82.121.4", "git", "A code forge: it runs no commands"),
    ...fleet.filter(({ name }) => !shown.includes(name)),
  ];
}

function checks(): ReadonlyMap<string, HostCheck> {
  return new Map<string, HostCheck>([
    [
      "gpu-a09",
      {
        kind: "hostKeyUnknown",
        hop: "gpu-a09",
        address: "10.40.1.19:22",
        serverVersion: "OpenSSH 8.9p1",
        rttMs: 4.2,
        offered: newKey,
      },
    ],
    [
      "dev-box",
      {
        kind: "hostKeyUnknown",
        hop: "dev-box",
        address: "192.0.2.44:22",
        serverVersion: "OpenSSH 9.2p1",
        rttMs: 31,
        offered: { ...newKey, fingerprint: "SHA256:pL0kMn8Jb6Hv4Gc2Fx1Dz3Sa5Qw7Er9TyUiOpAsDfGhJ" },
      },
    ],
    [
      "gpu-b02",
      {
        kind: "hostKeyChanged",
        hop: "gpu-b02",
        address: "10.40.2.12:22",
        stored: storedKey,
        file: "~/.ssh/known_hosts",
        line: 41,
        offered: changedKey,
      },
    ],
    ["gpu-c11", { kind: "ready", rttMs: 5, gpus: "7 of 8 A100", note: "GPU 0000:9b:00 fell off the bus" }],
    [
      "gpu-d04",
      {
        kind: "failed",
        error: { code: "SSH_TIMEOUT", message: "connect to 10.40.4.14 port 22: no answer in 5 s", atMs: galleryNowMs },
      },
    ],
    ["gpu-d05", { kind: "ready", rttMs: 5.2, gpus: "8 x L40S", note: null }],
    [
      "gpu-d16",
      {
        kind: "failed",
        error: {
          code: "SSH_AUTH_FAILED",
          message: "The server accepted none of 2 keys of the agent",
          atMs: galleryNowMs,
        },
      },
    ],
    ["bastion-eu-1", { kind: "ready", rttMs: 18.7, gpus: "no GPU", note: null }],
  ]);
}

/** The fleet of the mocks, for looking at the UI without hosts. */
export function galleryState(needsSetup: boolean): Partial<FakeState> {
  const all = hosts();
  return {
    hosts: needsSetup ? [] : all,
    workspace: {
      name: needsSetup ? "" : "llm-fleet-eu",
      needsSetup,
      isUnreadable: false,
      environments: needsSetup ? {} : { prod: { kind: "production" } },
      hostNames: needsSetup ? [] : all.map(({ name }) => name),
      problems: [],
    },
    candidates: candidates(),
    checks: checks(),
  };
}
