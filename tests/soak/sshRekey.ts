/**
 * Two minutes of data over connections whose server asks for new keys after every megabyte and every minute:
 * nothing may be lost, nobody may be asked anything, memory must stay level.
 * Run with `node tests/soak/sshRekey.ts [seconds]`; prints one JSON line; exit status 1 when something went wrong.
 */

import { createSshdLab } from "../harness/sshd.ts";
import { createClient, hostBlock, workspaceHost } from "../harness/sshService.ts";

const seconds = Number(process.argv[2] ?? 120);
const chunkBytes = 2 ** 20;

const lab = createSshdLab();
const server = await lab.start({ config: ["RekeyLimit 1M 60", "LogLevel DEBUG1"] });
lab.write("known_hosts", lab.knownHostsLine(server));
const { ssh, questions } = createClient(lab, { config: hostBlock(lab, "gpu", server) });
const connection = await ssh.connect(workspaceHost("gpu"), {});
let lost: string | null = null;
connection.onClose((error) => {
  lost = error?.message ?? "closed";
});

const endMs = performance.now() + seconds * 1000;
const stream = await connection.start("while :; do echo tick; sleep 0.2; done", { operation: "ticks" });
let ticks = 0;
stream.stdout.on("data", (chunk: Buffer) => {
  ticks += chunk.toString("utf8").split("tick").length - 1;
});
stream.stderr.resume();

let bytes = 0;
let wrong = 0;
let worstPingMs = 0;
let firstRssBytes = 0;
while (performance.now() < endMs && lost === null) {
  const options = { operation: "flood", timeoutMs: 20_000, maxBytes: 2 * chunkBytes };
  const { stdout, exitCode } = await connection.exec(`head -c ${chunkBytes} /dev/zero`, options);
  bytes += stdout.length;
  if (stdout.length !== chunkBytes || exitCode !== 0) wrong += 1;
  worstPingMs = Math.max(worstPingMs, await connection.ping(5000));
  if (firstRssBytes === 0 && bytes > 20 * chunkBytes) firstRssBytes = process.memoryUsage.rss();
  await new Promise((resolve) => setTimeout(resolve, 100));
}
const rekeys = server.log().match(/rekeying in progress|set_newkeys: rekeying/g)?.length ?? 0;
const ok = lost === null && wrong === 0 && questions.length === 0 && rekeys > 1 && ticks > seconds;
const report = {
  ok,
  seconds,
  megabytes: Math.round(bytes / 2 ** 20),
  rekeys,
  ticks,
  wrong,
  lost,
  worstPingMs: Math.round(worstPingMs),
  grownMegabytes: Math.round((process.memoryUsage.rss() - firstRssBytes) / 2 ** 20),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
stream.dispose();
ssh.dispose();
await lab.stop();
process.exitCode = ok ? 0 : 1;
