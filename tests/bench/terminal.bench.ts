import { startTerminalsLab, type TerminalsLab } from "../harness/terminalsLab.ts";
import { type Bench, measure } from "./measure.ts";
import { pause, percentile } from "./rig/statistics.ts";

const size = { columns: 120, rows: 40 };
const credit = 4;
const floodBytes = 200_000_000;
const goalBytesPerSecond = 20_000_000;
const keys = 100;
/** A part every ten milliseconds, at the rate that must be sustained. */
const pacedFlood = `python3 -c 'import sys,time
part=(b"x"*99+b"\\n")*${goalBytesPerSecond / 100 / 100}
due=time.time()
while True:
  sys.stdout.buffer.write(part);sys.stdout.buffer.flush()
  due+=0.01;time.sleep(max(0,due-time.time()))'`;

/** Through a real server, the connection, the terminal's buffer and a WebSocket to a page that acknowledges what it took. */
export const bench: Bench = {
  names: ["terminal.flood", "terminal.dropped", "terminal.echo"],
  async run() {
    const lab = await startTerminalsLab();
    try {
      const flood = await measureFlood(lab);
      const echoMs = await measureEcho(lab);
      return [
        measure({
          name: "terminal.flood",
          value: flood.bytesPerSecond / 1e6,
          unit: "MB/s",
          goal: ">= 20",
          ok: flood.bytesPerSecond >= goalBytesPerSecond,
        }),
        measure({
          name: "terminal.dropped",
          value: floodBytes - flood.bytes,
          unit: "bytes of 200 MB",
          goal: "0",
          ok: flood.bytes === floodBytes,
        }),
        measure({
          name: "terminal.echo",
          value: percentile(echoMs, 95),
          unit: "ms, p95 at 20 MB/s",
          goal: "<= 50",
          ok: percentile(echoMs, 95) <= 50,
        }),
      ];
    } finally {
      await lab.stop();
    }
  },
};

async function open({ client }: TerminalsLab, onOutput: (data: Uint8Array) => void) {
  const { id } = await client.call("terminals.open", { target: { kind: "host", host: "gpu-a01" }, ...size });
  const ended = new Promise<void>((resolve) => {
    client.open(
      "terminals.follow",
      { id, fromByte: 0 },
      {
        credit,
        onItem: (item) => (item.kind === "output" ? onOutput(item.data) : undefined),
        onEnd: () => resolve(),
      },
    );
  });
  const type = (text: string) => client.call("terminals.write", { id, data: new TextEncoder().encode(text) });
  return { id, ended, type };
}

async function measureFlood(lab: TerminalsLab) {
  let bytes = 0;
  let startedMs = 0;
  let endedMs = 0;
  const filler = "%".charCodeAt(0);
  const shell = await open(lab, (data) => {
    const own = data.reduce((count, byte) => count + (byte === filler ? 1 : 0), 0);
    if (own === 0) return;
    startedMs ||= performance.now();
    endedMs = performance.now();
    bytes += own;
  });
  // The command itself is echoed: it must hold none of the bytes that are counted.
  await shell.type("PS1=; clear\r");
  await pause(500);
  bytes = 0;
  startedMs = 0;
  await shell.type(`head -c ${floodBytes} /dev/zero | tr '\\0' '\\045'; exit\r`);
  await shell.ended;
  return { bytes, bytesPerSecond: bytes / ((endedMs - startedMs) / 1000) };
}

async function measureEcho(lab: TerminalsLab): Promise<number[]> {
  const mark = "Q".charCodeAt(0);
  let heard: (() => void) | null = null;
  let bytes = 0;
  const shell = await open(lab, (data) => {
    bytes += data.length;
    if (heard && data.includes(mark)) heard();
  });
  await shell.type(`${pacedFlood}\r`);
  await pause(2000);
  const before = bytes;
  const times: number[] = [];
  for (let key = 0; key < keys; key += 1) {
    const startMs = performance.now();
    const echoed = new Promise<void>((resolve) => {
      heard = resolve;
    });
    await shell.type("Q");
    await echoed;
    heard = null;
    times.push(performance.now() - startMs);
    await pause(20);
  }
  if (bytes - before < goalBytesPerSecond) throw new Error("The flood did not flow while keys were typed");
  await lab.client.call("terminals.close", { id: shell.id });
  return times;
}
