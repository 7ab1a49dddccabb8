import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../electron/services/log.ts";
import { describeHostKey } from "../../../electron/services/ssh/hostKey.ts";
import { createHostLink, type SupervisedLink } from "../../../electron/services/ssh/hostLink.ts";
import type { ResolvedHost, SshConnection } from "../../../electron/services/ssh/types.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { Connection } from "../../../shared/domain/host/state.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const resolved: ResolvedHost = {
  name: "gpu",
  address: "10.0.0.1",
  port: 22,
  user: "ops",
  identityFiles: [],
  identitiesOnly: false,
  identityAgent: null,
  userKnownHostsFiles: [],
  globalKnownHostsFiles: [],
  hostKeyAlias: null,
  hashKnownHosts: false,
  proxyJump: [],
  proxyCommand: null,
  connectTimeoutMs: 1000,
  signIn: { methods: ["publickey", "keyboard-interactive", "password"], batch: false, mostAnswers: 1 },
  systemOnly: null,
};

/** A connection whose end and whose answers to pings the test decides. */
function fakeConnection() {
  const closing = new Emitter<Error | null>();
  const pings: { resolve: (rttMs: number) => void; reject: (error: Error) => void }[] = [];
  let closed = false;
  const unused = () => Promise.reject(new Error("not part of supervision"));
  const connection: SshConnection = {
    transport: "ssh2",
    authentication: "publickey (agent)",
    serverVersion: "OpenSSH_9.2p1",
    via: [],
    hostKeyFingerprint: "SHA256:x",
    get closed() {
      return closed;
    },
    onClose: closing.event,
    exec: unused,
    start: unused,
    terminal: unused,
    forward: unused,
    ping: () => new Promise((resolve, reject) => pings.push({ resolve, reject })),
    close() {
      closed = true;
    },
  };
  return { connection, pings, lose: (error: Error | null = null) => closing.fire(error) };
}

interface Attempt {
  readonly signal: AbortSignal;
  succeed(connection: SshConnection): Promise<void>;
  fail(error: unknown): Promise<void>;
}

describe("a supervised link", () => {
  let clock: ManualClock;
  let attempts: Attempt[];
  let states: Connection[];
  let random: number;
  let link: SupervisedLink;
  let disposed: number;

  beforeEach(async () => {
    clock = new ManualClock(1_000_000);
    attempts = [];
    states = [];
    random = 0.5;
    disposed = 0;
    link = createHostLink({
      name: "gpu",
      clock,
      log: silentLog,
      random: () => random,
      resolve: () => Promise.resolve(resolved),
      connect: (_host, signal) =>
        new Promise((resolve, reject) => {
          attempts.push({
            signal,
            async succeed(connection) {
              resolve(connection);
              await clock.advance(0);
            },
            async fail(error) {
              reject(error);
              await clock.advance(0);
            },
          });
        }),
      onDispose: () => {
        disposed += 1;
      },
    });
    link.onState((state) => states.push(state));
    await clock.advance(0);
  });
  afterEach(() => {
    link.dispose();
    expect(clock.pendingTimers).toBe(0);
    expect(disposed).toBe(1);
  });

  const last = () => attempts.at(-1) ?? expect.fail("no attempt");
  const refused = () => new MidwatchError("SSH_REFUSED", "gpu: nothing accepts connections there", { retryable: true });
  const delayMs = () =>
    link.state.kind === "waiting" ? link.state.retryAtMs - clock.nowMs() : expect.fail(link.state.kind);

  async function connect() {
    const fake = fakeConnection();
    await last().succeed(fake.connection);
    return fake;
  }

  it("starts at once, with one attempt in flight", async () => {
    expect(link.state).toEqual({ kind: "connecting", attempt: 1, sinceMs: 1_000_000 });
    link.retry();
    link.retry();
    await clock.advance(100_000);
    expect(attempts).toHaveLength(1);
  });

  it("is connected, tells the round trip, and measures it again", async () => {
    const fake = await connect();
    expect(link.state).toMatchObject({ kind: "connected", rttMs: null, authentication: "publickey (agent)" });
    expect(link.connection).toBe(fake.connection);
    expect(link.resolved).toBe(resolved);
    fake.pings[0]?.resolve(12);
    await clock.advance(0);
    expect(link.state).toMatchObject({ kind: "connected", rttMs: 12, sinceMs: 1_000_000 });
    await clock.advance(2000);
    fake.pings[1]?.resolve(4);
    await clock.advance(29_999);
    expect(link.state).toMatchObject({ rttMs: 4 });
    expect(fake.pings).toHaveLength(2);
    await clock.advance(1);
    fake.pings[2]?.resolve(15);
    await clock.advance(0);
    expect(link.state).toMatchObject({ rttMs: 15, sinceMs: 1_000_000 });
  });

  it("asks once more when a round trip is not answered, and only then gives up", async () => {
    const fake = await connect();
    fake.pings[0]?.reject(new Error("did not answer within 3000 ms"));
    await clock.advance(0);
    expect(fake.pings).toHaveLength(2);
    fake.pings[1]?.resolve(900);
    await clock.advance(30_000);
    expect(link.state.kind).toBe("connected");
    fake.pings[2]?.reject(new Error("did not answer within 3000 ms"));
    await clock.advance(0);
    fake.pings[3]?.reject(new Error("did not answer within 3000 ms"));
    await clock.advance(0);
    expect(link.state.kind).toBe("waiting");
  });

  it.each([
    [0.5, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]],
    [0, [200, 200, 200, 200, 200, 200, 200, 200]],
    [0.999, [999, 1998, 3996, 7992, 15_984, 31_968, 59_940, 59_940]],
  ])("waits twice as long each time up to a minute, with full jitter (%s)", async (jitter, ladder) => {
    random = jitter;
    const delays: number[] = [];
    for (const expected of ladder) {
      await last().fail(refused());
      delays.push(delayMs());
      expect(link.state).toMatchObject({ kind: "waiting", error: { code: "SSH_REFUSED" } });
      await clock.advance(expected);
    }
    expect(delays).toEqual(ladder);
    expect(attempts).toHaveLength(ladder.length + 1);
  });

  it("starts the ladder anew only after a minute of a stable connection", async () => {
    await last().fail(refused());
    await clock.advance(500);
    await last().fail(refused());
    await clock.advance(1000);
    const short = await connect();
    await clock.advance(59_000);
    short.lose();
    expect(delayMs()).toBe(2000);
    await clock.advance(2000);
    const stable = await connect();
    await clock.advance(60_000);
    stable.lose(new Error("reset"));
    expect(delayMs()).toBe(500);
    expect(link.connection).toBeNull();
    expect(link.history[0]?.text).toContain("reset");
  });

  const offered = describeHostKey(Buffer.from("offered"));
  const keyFacts = { hop: "bastion", address: "10.0.0.2:22", serverVersion: null, offered };
  it.each([
    ["SSH_AUTH_FAILED", "authFailed", {}],
    ["SSH_CONFIG", "configuration", {}],
    ["SSH_HOST_KEY_UNKNOWN", "hostKeyUnknown", keyFacts],
    ["SSH_HOST_KEY_CHANGED", "hostKeyChanged", { ...keyFacts, stored: offered, file: "/kh", line: 3 }],
    ["SSH_HOST_KEY_REVOKED", "hostKeyRevoked", keyFacts],
  ] as const)("stops on %s and tries again only when told to", async (code, kind, detail) => {
    await last().fail(new MidwatchError(code, "told", { detail }));
    expect(link.state).toMatchObject({ kind: "stopped", reason: { kind } });
    expect(clock.pendingTimers).toBe(0);
    link.networkChanged(10);
    await clock.advance(3_600_000);
    expect(attempts).toHaveLength(1);
    link.keyTrusted("bastion");
    await clock.advance(0);
    expect(attempts).toHaveLength(kind === "hostKeyUnknown" ? 2 : 1);
    if (kind === "hostKeyUnknown") return;
    link.retry();
    await clock.advance(0);
    expect(attempts).toHaveLength(2);
  });

  it("does not resume when another host's key was trusted", async () => {
    await last().fail(new MidwatchError("SSH_HOST_KEY_UNKNOWN", "told", { detail: keyFacts }));
    link.keyTrusted("gpu");
    await clock.advance(0);
    expect(attempts).toHaveLength(1);
  });

  it("tries at once when asked, without a second attempt when the wait would have ended", async () => {
    await last().fail(refused());
    link.retry();
    await clock.advance(0);
    expect(attempts).toHaveLength(2);
    await clock.advance(60_000);
    expect(attempts).toHaveLength(2);
  });

  it("stops while it connects, and a connection that comes too late is closed", async () => {
    const attempt = last();
    link.stop();
    expect(attempt.signal.aborted).toBe(true);
    expect(link.state).toEqual({ kind: "stopped", reason: { kind: "byUser" } });
    const late = fakeConnection();
    await attempt.succeed(late.connection);
    expect(late.connection.closed).toBe(true);
    expect(link.connection).toBeNull();
    await clock.advance(600_000);
    expect(link.state.kind).toBe("stopped");
    link.retry();
    await clock.advance(0);
    expect(link.state.kind).toBe("connecting");
  });

  it("stops while connected and while waiting", async () => {
    const fake = await connect();
    link.stop();
    expect(fake.connection.closed).toBe(true);
    fake.lose(new Error("late"));
    expect(link.state).toEqual({ kind: "stopped", reason: { kind: "byUser" } });
    link.retry();
    await clock.advance(0);
    await last().fail(refused());
    link.stop();
    await clock.advance(600_000);
    expect(attempts).toHaveLength(2);
  });

  it("asks a suspected connection once, and gives it up when it does not answer", async () => {
    const fake = await connect();
    fake.pings[0]?.resolve(1);
    await clock.advance(0);
    link.suspect("no data for 5 s");
    link.suspect("no data for 6 s");
    expect(fake.pings).toHaveLength(2);
    fake.pings[1]?.resolve(2);
    await clock.advance(0);
    expect(link.state.kind).toBe("connected");
    link.suspect("no data for 9 s");
    fake.pings[2]?.reject(new Error("did not answer"));
    await clock.advance(0);
    expect(link.state).toMatchObject({ kind: "waiting" });
    expect(link.history[0]?.text).toContain("no data for 9 s");
    expect(fake.connection.closed).toBe(true);
  });

  it("probes on a network change, and retries within the jitter while waiting", async () => {
    random = 0.999;
    const fake = await connect();
    link.networkChanged(100);
    expect(fake.pings).toHaveLength(2);
    fake.pings[1]?.reject(new Error("gone"));
    await clock.advance(0);
    for (let count = 0; count < 6; count += 1) {
      await clock.advance(delayMs());
      await last().fail(refused());
    }
    expect(delayMs()).toBeGreaterThan(30_000);
    const before = attempts.length;
    link.networkChanged(700);
    expect(delayMs()).toBe(700);
    await clock.advance(700);
    expect(attempts).toHaveLength(before + 1);
  });

  it("shows an open question, and only while connecting", async () => {
    link.asking(true);
    expect(link.state.kind).toBe("asking");
    link.asking(false);
    expect(link.state.kind).toBe("connecting");
    await connect();
    link.asking(true);
    expect(link.state.kind).toBe("connected");
  });

  it("takes a connection that ended before it was handed over for lost", async () => {
    const fake = fakeConnection();
    fake.connection.close();
    await last().succeed(fake.connection);
    expect(link.state.kind).toBe("waiting");
    expect(link.connection).toBeNull();
  });

  it("keeps the newest twenty events", async () => {
    for (let count = 0; count < 25; count += 1) {
      await last().fail(refused());
      link.retry();
      await clock.advance(0);
    }
    expect(link.history).toHaveLength(20);
  });

  it("tells nothing and starts nothing once disposed", async () => {
    const attempt = last();
    states.length = 0;
    link.dispose();
    expect(attempt.signal.aborted).toBe(true);
    await attempt.fail(refused());
    link.retry();
    link.suspect("x");
    link.networkChanged(1);
    await clock.advance(600_000);
    expect(states).toEqual([]);
    expect(attempts).toHaveLength(1);
  });
});
