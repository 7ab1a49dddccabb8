import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { examine } from "../../../../electron/headless/doctor/examine.ts";
import { parseOptions } from "../../../../electron/headless/doctor/options.ts";
import { reportText } from "../../../../electron/headless/doctor/reportText.ts";
import { createTerminalPrompter } from "../../../../electron/headless/doctor/terminalPrompter.ts";
import { dialServer } from "../../../../electron/host/dialServer.ts";
import { createHttpService } from "../../../../electron/services/http/createHttpService.ts";
import type { ResolvedHost } from "../../../../electron/services/ssh/types.ts";
import { type ErrorCode, MidwatchError } from "../../../../shared/base/errors.ts";
import { ManualClock } from "../../../doubles/manualClock.ts";
import { FakeHost, gpuText } from "../../collect/fakeFleet.ts";

const resolved: ResolvedHost = {
  name: "gpu-a01",
  address: "10.0.0.1",
  port: 22,
  user: "ops",
  identityFiles: ["~/.ssh/id_ed25519"],
  identitiesOnly: false,
  identityAgent: "/run/agent.sock",
  userKnownHostsFiles: ["~/.ssh/known_hosts"],
  globalKnownHostsFiles: ["/etc/ssh/ssh_known_hosts"],
  hostKeyAlias: null,
  hashKnownHosts: false,
  proxyJump: ["bastion"],
  proxyCommand: null,
  connectTimeoutMs: 10_000,
  signIn: { methods: ["publickey", "keyboard-interactive", "password"], batch: false, mostAnswers: 1 },
  systemOnly: null,
};

async function examineFake(play: (host: FakeHost) => void, prepare: (host: FakeHost) => void = () => {}) {
  const clock = new ManualClock();
  const host = new FakeHost("gpu-a01");
  prepare(host);
  host.connect();
  const { connection } = host;
  if (!connection) throw new Error("not connected");
  const report = examine({
    http: createHttpService({ secrets: { get: async () => null }, workspaceFolder: "/", dial: dialServer(() => null) }),
    clock,
    ssh: { resolve: () => Promise.resolve(resolved), connect: () => Promise.resolve(connection) },
    host: { name: "gpu-a01", transport: "auto" },
    newNonce: () => "abc",
    signal: new AbortController().signal,
  });
  await clock.advance(1);
  play(host);
  await clock.advance(1000);
  return { report: await report, host };
}

function refused(code: ErrorCode, detail: Readonly<Record<string, unknown>> = {}) {
  return examine({
    http: createHttpService({ secrets: { get: async () => null }, workspaceFolder: "/", dial: dialServer(() => null) }),
    clock: new ManualClock(),
    ssh: {
      resolve: () => Promise.resolve(resolved),
      connect: () => Promise.reject(new MidwatchError(code, "No way in", { detail })),
    },
    host: { name: "gpu-a01", transport: "auto" },
    newNonce: () => "abc",
    signal: new AbortController().signal,
  });
}

describe("examining a host", () => {
  it("reports a host that works, and closes what it opened", async () => {
    const { report, host } = await examineFake((fake) => {
      const stream = fake.running("collect");
      const gpu = gpuText(stream.plan, 2);
      stream.tick({ gpu, apps: "", xml: "<nvidia_smi_log></nvidia_smi_log>", units: "" });
      stream.tick({ gpu, filesystems: "" });
      stream.tick({ gpu });
    });
    expect(report).toMatchObject({
      format: 1,
      ok: true,
      resolved: { address: "10.0.0.1", proxyJump: ["bastion"] },
      connection: { authentication: "publickey", hostKeyFingerprint: "SHA256:one", rttMs: 1 },
      failure: null,
      facts: { driverVersion: "590.48.01" },
      gpuSubsystem: { kind: "ok" },
      unreadable: [],
    });
    expect(report.gpus.map(({ uuid }) => uuid)).toEqual(["GPU-0000", "GPU-0001"]);
    expect(report.readings.map(({ section }) => section).filter((name) => name !== "fields")).toEqual([
      "version",
      "list",
      "host",
      "gpu",
      "apps",
      "xml",
      "filesystems",
      "units",
    ]);
    expect(report.readings).toContainEqual({ section: "gpu", wallMs: 20, bytes: expect.any(Number), status: 0 });
    expect(host.open("collect")).toEqual([]);
    const text = reportText(report);
    expect(text).toContain("ops@10.0.0.1 port 22");
    expect(text).toContain("known, SHA256:one");
    expect(text).toMatch(/gpu +20 ms/);
    expect(text).toContain("0 GPU processes, ");
    expect(text).toMatch(/Midwatch can watch gpu-a01\.\n$/);
  });

  it("is not content with a driver that does not answer", async () => {
    const { report } = await examineFake((fake) => {
      const stream = fake.running("collect");
      for (let tick = 0; tick < 3; tick++) {
        for (const section of ["apps", "xml", "units", "filesystems"]) stream.section(section, "");
        stream.tick({ gpu: "Failed to initialize NVML: Driver/library version mismatch\n" }, 0.02, 18);
      }
    });
    expect(report).toMatchObject({ ok: false, gpuSubsystem: { kind: "driverMismatch" } });
    expect(report.gpuSubsystem?.action).not.toBe("");
    expect(reportText(report)).toContain("version mismatch");
    expect(reportText(report)).toMatch(/gpu +20 ms .* exit status 18\n/);
  });

  it("says what a host printed that has no shell, without letting it steer the terminal", async () => {
    const { report } = await examineFake(
      () => {},
      (host) => {
        const stdout = "This account is \u001b[31mnot available\n";
        host.exec = () => Promise.resolve({ exitCode: 1, signal: null, stdout, stderr: "" });
      },
    );
    expect(report.ok).toBe(false);
    expect(report.unreadable).toEqual([
      expect.objectContaining({ section: "probe", advice: expect.stringContaining("shell") }),
    ]);
    expect(reportText(report)).toContain("This account is not available");
  });

  it("ends at its deadline when the host falls silent", async () => {
    const clock = new ManualClock();
    const host = new FakeHost("gpu-a01");
    host.connect();
    const { connection } = host;
    if (!connection) throw new Error("not connected");
    const ssh = { resolve: () => Promise.resolve(resolved), connect: () => Promise.resolve(connection) };
    const signal = new AbortController().signal;
    const pending = examine({
      http: createHttpService({
        secrets: { get: async () => null },
        workspaceFolder: "/",
        dial: dialServer(() => null),
      }),
      clock,
      ssh,
      host: { name: "gpu-a01", transport: "auto" },
      newNonce: () => "abc",
      signal,
    });
    await clock.advance(61_000);
    expect((await pending).unreadable[0]?.text).toContain("60 s");
    expect(clock.pendingTimers).toBe(0);
  });

  const key = { type: "ssh-ed25519", bits: 256, fingerprint: "SHA256:offered", randomart: "+--[ED25519]--+" };

  it.each([
    ["SSH_HOST_KEY_UNKNOWN", { offered: key }, ["SHA256:offered", "+--[ED25519]--+", "source you trust"]],
    [
      "SSH_HOST_KEY_CHANGED",
      { offered: key, stored: { ...key, fingerprint: "SHA256:old" } },
      ["SHA256:offered", "SHA256:old", "reinstalled"],
    ],
    ["SSH_AUTH_FAILED", {}, ["ssh-add -l"]],
    ["SSH_REFUSED", {}, ["nothing listens"]],
  ] as const)("%s: what was found and what to do", async (code, detail, texts) => {
    const report = await refused(code, detail);
    expect(report).toMatchObject({ ok: false, failure: { code }, connection: null, resolved: { user: "ops" } });
    for (const text of texts) expect(reportText(report)).toContain(text);
  });
});

describe("arguments", () => {
  it.each([
    [["gpu-a01"], { host: "gpu-a01", json: false, workspaceFolder: null, sshConfigFile: null }],
    [
      ["--json", "gpu-a01", "--workspace", "/w", "--ssh-config", "/c"],
      { host: "gpu-a01", json: true, workspaceFolder: "/w", sshConfigFile: "/c" },
    ],
    [["--help"], "help"],
  ])("%j", (args, expected) => {
    expect(parseOptions(args)).toEqual(expected);
  });

  it.each([[[]], [["a", "b"]], [["a", "--jsn"]], [["a", "--workspace"]]])("refuses %j", (args) => {
    expect(() => parseOptions(args)).toThrow();
  });
});

describe("questions in the terminal", () => {
  const question = {
    host: "gpu-a01",
    hop: "bastion",
    title: "Two-factor",
    instructions: "Look at\u0007 your token",
    fields: [
      { label: "Code:", echo: true },
      { label: "PIN:", echo: false },
    ],
  };

  function terminal(isTTY: boolean) {
    const input = Object.assign(new PassThrough(), { isTTY });
    const output = new PassThrough();
    let shown = "";
    output.on("data", (chunk: Buffer) => {
      shown += chunk.toString();
    });
    return { input, output, shown: () => shown };
  }

  it("asks each field and hides what the server wants hidden", async () => {
    const { input, output, shown } = terminal(true);
    const answers = createTerminalPrompter({ input, output }).ask(question, new AbortController().signal);
    await new Promise((resolve) => setImmediate(resolve));
    input.write("123456\n");
    while (!shown().includes("PIN:")) await new Promise((resolve) => setImmediate(resolve));
    input.write("s3cret\n");
    expect(await answers).toEqual(["123456", "s3cret"]);
    expect(shown()).toContain("bastion (on the way to gpu-a01)");
    expect(shown()).not.toContain("s3cret");
    expect(shown()).not.toContain("\u0007");
  });

  it("answers nothing without a terminal", async () => {
    const { input, output, shown } = terminal(false);
    expect(await createTerminalPrompter({ input, output }).ask(question, new AbortController().signal)).toBeNull();
    expect(shown()).toBe("");
  });

  it("gives up when the attempt does", async () => {
    const { input, output } = terminal(true);
    const abort = new AbortController();
    const answers = createTerminalPrompter({ input, output }).ask(question, abort.signal);
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    expect(await answers).toBeNull();
  });
});

it("says readings, exit statuses and gaps in words", () => {
  const text = reportText({
    format: 1,
    host: "gpu-a01",
    ok: false,
    resolved: null,
    connection: null,
    failure: null,
    facts: null,
    gpuSubsystem: null,
    gpus: [],
    findings: [],
    targets: [],
    processes: 0,
    services: 0,
    filesystems: 0,
    readings: [
      { section: "ps", wallMs: 1, bytes: 0, status: 1 },
      { section: "gpu", wallMs: 1, bytes: 0, status: 139 },
    ],
    unreadable: [{ section: "xml", text: "", advice: "Ask the vendor." }],
  });
  expect(text).toContain("exit status 1: a process ended meanwhile");
  expect(text).toContain("was ended by signal 11");
  expect(text).toContain("Not readable: xml\n  Ask the vendor.");
});
