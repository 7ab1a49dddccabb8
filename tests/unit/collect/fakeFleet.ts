import { PassThrough } from "node:stream";
import { createCollectService } from "../../../electron/services/collect/createCollectService.ts";
import { silentLog } from "../../../electron/services/log.ts";
import type { SampleTarget } from "../../../electron/services/metrics/types.ts";
import type { ExecResult, HostLink, RemoteProcess, SshConnection } from "../../../electron/services/ssh/types.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import {
  type CollectPlan,
  frameMark,
  parseScriptHeader,
  type ScriptKind,
} from "../../../shared/domain/collect/protocol.ts";
import type { Connection } from "../../../shared/domain/host/state.ts";
import type { Labels, Sample } from "../../../shared/domain/metrics/model.ts";
import { samplesOf } from "../../builders/rowOf.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

/** One script that runs on a fake host: the test writes what it prints. */
export class FakeStream {
  readonly kind: ScriptKind;
  readonly plan: CollectPlan;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly stdin = new PassThrough();
  readonly process: RemoteProcess;
  closed = false;
  stdinText = "";
  private exited: (how: { exitCode: number | null; signal: string | null }) => void = () => {};
  private tickNumber = 0;
  private readonly host: FakeHost;

  constructor(host: FakeHost, kind: ScriptKind, plan: CollectPlan) {
    this.host = host;
    this.kind = kind;
    this.plan = plan;
    this.stdin.on("data", (chunk: Buffer) => {
      this.stdinText += chunk.toString();
    });
    const exit = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
      this.exited = resolve;
    });
    this.process = {
      stdin: this.stdin,
      stdout: this.stdout,
      stderr: this.stderr,
      exit,
      dispose: () => this.end(null),
    };
  }

  write(text: string | Uint8Array): void {
    if (!this.closed) this.stdout.write(text);
  }

  begin(): void {
    this.write(frameMark(this.plan.nonce, { kind: "begin", tick: this.tickNumber, uptimeSeconds: this.host.uptime }));
  }

  /** A section that takes `seconds` of the host's clock. */
  section(name: string, text: string, status = 0, seconds = 0.01): void {
    const startedSeconds = this.host.uptime;
    this.host.uptime = Math.round((this.host.uptime + seconds) * 100) / 100;
    const times = { uptimeSeconds: this.host.uptime, startedSeconds };
    this.write(text + frameMark(this.plan.nonce, { kind: "section", section: name, status, ...times }));
  }

  end(exitCode: number | null): void {
    if (this.closed) return;
    this.closed = true;
    this.stdout.end();
    this.stderr.end();
    this.exited({ exitCode, signal: null });
  }

  finishTick(): void {
    this.write(frameMark(this.plan.nonce, { kind: "end", tick: this.tickNumber, uptimeSeconds: this.host.uptime }));
    this.tickNumber += 1;
  }

  /** A whole tick of the sections the plan reads each time. */
  tick(sections: Readonly<Record<string, string>> = {}, gpuSeconds = 0.02, gpuStatus = 0): void {
    this.begin();
    this.section("host", sections.host ?? procText(this.host.uptime));
    for (const [name, text] of Object.entries(sections)) {
      if (name !== "host") this.section(name, text, name === "gpu" ? gpuStatus : 0, name === "gpu" ? gpuSeconds : 0.01);
    }
    this.finishTick();
  }
}

export class FakeHost implements HostLink {
  readonly name: string;
  uptime = 1000;
  fingerprint: string | null = "SHA256:one";
  /** What the probe's sections answer: text and status. */
  probe: Record<string, readonly [text: string, status: number]> = { ...workingProbe };
  /** Replaces the probe's answer as a whole. */
  exec: ((command: string) => Promise<ExecResult>) | null = null;
  execs = 0;
  readonly streams: FakeStream[] = [];
  readonly suspicions: string[] = [];
  state: Connection = { kind: "idle" };
  connection: SshConnection | null = null;
  readonly resolved = null;
  readonly history = [];
  private readonly states = new Emitter<Connection>();
  readonly onState = this.states.event;
  disposed = false;

  constructor(name: string) {
    this.name = name;
  }

  connect(): void {
    this.connection = this.makeConnection();
    this.setState({
      kind: "connected",
      sinceMs: 0,
      rttMs: 1,
      transport: "ssh2",
      authentication: "publickey",
      serverVersion: null,
      via: [],
    });
  }

  lose(): void {
    for (const stream of this.streams) stream.end(null);
    this.connection = null;
    const error = { code: "SSH_CLOSED" as const, message: "Connection lost", atMs: 0 };
    this.setState({ kind: "waiting", attempt: 1, retryAtMs: 0, error });
  }

  stop(): void {
    this.connection = null;
    this.setState({ kind: "stopped", reason: { kind: "byUser" } });
  }

  retry(): void {}

  suspect(reason: string): void {
    this.suspicions.push(reason);
  }

  dispose(): void {
    this.disposed = true;
    this.states.dispose();
  }

  /** The newest running script of a kind. */
  running(kind: ScriptKind): FakeStream {
    const found = this.open(kind).at(-1);
    if (!found) throw new Error(`No ${kind} runs on ${this.name}`);
    return found;
  }

  open(kind: ScriptKind): readonly FakeStream[] {
    return this.streams.filter((stream) => stream.kind === kind && !stream.closed);
  }

  private setState(state: Connection): void {
    this.state = state;
    this.states.fire(state);
  }

  private makeConnection(): SshConnection {
    return {
      transport: "ssh2",
      authentication: "publickey",
      serverVersion: null,
      via: [],
      hostKeyFingerprint: this.fingerprint,
      closed: false,
      onClose: new Emitter<Error | null>().event,
      exec: (command) => this.answerProbe(command),
      start: (command) => {
        const script = parseScriptHeader(command);
        if (!script) return Promise.reject(new Error("Not a script of ours"));
        const stream = new FakeStream(this, script.kind, script.plan);
        this.streams.push(stream);
        return Promise.resolve(stream.process);
      },
      terminal: () => Promise.reject(new Error("No terminals here")),
      forward: () => Promise.reject(new Error("No forwarding here")),
      ping: () => Promise.resolve(1),
      close() {},
    };
  }

  private answerProbe(command: string): Promise<ExecResult> {
    this.execs += 1;
    if (this.exec) return this.exec(command);
    const nonce = parseScriptHeader(command)?.plan.nonce ?? "";
    const mark = (section: string, status: number) =>
      frameMark(nonce, { kind: "section", section, status, uptimeSeconds: this.uptime, startedSeconds: this.uptime });
    const sections = Object.entries(this.probe).map(([name, [text, status]]) => text + mark(name, status));
    const stdout = `Welcome!\n${frameMark(nonce, { kind: "begin", tick: 0, uptimeSeconds: this.uptime })}${sections.join("")}`;
    return Promise.resolve({ exitCode: 0, signal: null, stdout, stderr: "" });
  }
}

const workingProbe: Record<string, readonly [string, number]> = {
  facts: ["ostype=Linux\nosrelease=6.8.0\nhostname=gpu-a01\nboot_time=1790000000\nos=Ubuntu 24.04\n", 0],
  tools: [
    "nvidia-smi=/usr/bin/nvidia-smi\ntimeout=/usr/bin/timeout\ndf=/usr/bin/df\nsystemctl=/usr/bin/systemctl\n",
    0,
  ],
  version: ["DRIVER version      : 590.48.01\nCUDA Version        : 13.1\n", 0],
  list: ["GPU 0: NVIDIA H100 (UUID: GPU-0000)\nGPU 1: NVIDIA H100 (UUID: GPU-0001)\n", 0],
  fields: ["", 2],
};

function procText(uptime: number): string {
  const busy = Math.round(uptime * 25);
  const idle = Math.round(uptime * 75);
  return [
    `/proc/stat:cpu  ${busy} 0 0 ${idle} 0 0 0 0 0 0`,
    "/proc/stat:cpus 1",
    "/proc/meminfo:MemTotal:       1000 kB",
    "/proc/meminfo:MemAvailable:    750 kB",
    "/proc/loadavg:0.50 0.40 0.30 1/100 1234",
    `/proc/uptime:${uptime.toFixed(2)} 1.00`,
    "",
  ].join("\n");
}

const values: Readonly<Record<string, string>> = {
  pstate: "P0",
  "utilization.gpu": "80",
  "memory.total": "81559",
  "memory.used": "40000",
  "temperature.gpu": "60",
  "power.draw": "400.5",
  persistence_mode: "Enabled",
  name: "NVIDIA H100",
};

/** The CSV of `count` GPUs for the plan's own fields. */
export function gpuText(plan: CollectPlan, count: number, changes: Readonly<Record<string, string>> = {}): string {
  return Array.from({ length: count }, (_, index) =>
    plan.gpuFields
      .map((field) => {
        if (field === "index") return String(index);
        if (field === "uuid") return `GPU-000${index}`;
        if (field === "pci.bus_id") return `00000000:0${index + 1}:00.0`;
        return changes[field] ?? values[field] ?? "[N/A]";
      })
      .join(", "),
  )
    .map((row) => `${row}\n`)
    .join("");
}

interface Row {
  readonly labels: Labels;
  readonly timeMs: number;
  /** Null is `markStale`. */
  readonly samples: ReadonlyMap<string, number> | null;
}

/** A collect service over fake hosts with a clock that the test moves. */
export function createFakeFleet(names: readonly string[] = ["gpu-a01"], intervalMs = 1000) {
  const clock = new ManualClock();
  const rows: Row[] = [];
  const links = new Map<string, FakeHost>();
  let nonces = 0;
  const target = (labels: Labels): SampleTarget => ({
    append(timeMs, row) {
      rows.push({ labels, timeMs, samples: new Map(samplesOf(row).map((sample) => [keyOf(sample), sample.value])) });
    },
    markStale(timeMs) {
      rows.push({ labels, timeMs, samples: null });
    },
    dispose() {},
  });
  const service = createCollectService({
    clock,
    log: silentLog,
    random: () => 0.5,
    newNonce: () => `nonce${nonces++}`,
    metrics: { target },
    ssh: {
      link(host) {
        const link = new FakeHost(host.name);
        links.set(host.name, link);
        return link;
      },
    },
  });
  const changes: (readonly string[])[] = [];
  service.onChange((changed) => changes.push(changed));
  const setHosts = (wanted: readonly string[]) =>
    service.setHosts(wanted.map((name) => ({ name, transport: "auto" as const, intervalMs })));
  setHosts(names);
  const host = (name = names[0] ?? "") => {
    const link = links.get(name);
    if (!link) throw new Error(`No host ${name}`);
    return link;
  };
  return {
    clock,
    rows,
    service,
    changes,
    setHosts,
    host,
    links,
    detail: (name = names[0] ?? "") => {
      const watched = service.hosts.get(name);
      if (!watched) throw new Error(`${name} is not watched`);
      return watched.detail;
    },
    rowsOf: (job: string, instance = names[0]) =>
      rows.filter((row) => row.labels.job === job && row.labels.instance === instance),
    /** Connected, probed and streaming. */
    async start(name = names[0] ?? ""): Promise<FakeStream> {
      host(name).connect();
      await clock.advance(1);
      return host(name).running("collect");
    },
  };
}

/** `name` or `name{gpu}` for the series of a GPU. */
function keyOf({ name, labels }: Sample): string {
  return labels.gpu === undefined ? name : `${name}{${labels.gpu}}`;
}
