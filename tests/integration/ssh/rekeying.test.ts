import { describe, expect, it } from "vitest";
import { createSshdLab, hasSshd } from "../../harness/sshd.ts";
import { createClient, hostBlock, workspaceHost } from "../../harness/sshService.ts";

const seconds = 122;
const floodBytes = 3 * 2 ** 20;

describe.skipIf(!hasSshd())("a server that asks for new keys after every megabyte and every minute", () => {
  it("loses nothing and asks nobody anything in two minutes", { timeout: (seconds + 60) * 1000 }, async () => {
    const lab = createSshdLab();
    const server = await lab.start({ config: ["RekeyLimit 1M 60", "LogLevel DEBUG1"] });
    lab.write("known_hosts", lab.knownHostsLine(server));
    const { ssh, questions } = createClient(lab, { config: hostBlock(lab, "gpu", server) });
    try {
      const connection = await ssh.connect(workspaceHost("gpu"), {});
      const lost: unknown[] = [];
      connection.onClose((error) => lost.push(error));
      const trickle = await connection.start("i=0; while :; do i=$((i + 1)); echo $i; sleep 0.5; done", {
        operation: "trickle",
      });
      let printed = "";
      trickle.stdout.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
      });
      trickle.stderr.resume();

      const rekeys = () => server.log().match(/rekeying in progress|set_newkeys: rekeying/g)?.length ?? 0;
      const flood = { operation: "flood", timeoutMs: 20_000, maxBytes: 2 * floodBytes };
      const { stdout } = await connection.exec(`head -c ${floodBytes} /dev/zero`, flood);
      expect(stdout).toHaveLength(floodBytes);
      const byVolume = rekeys();
      expect(byVolume).toBeGreaterThan(1);
      // From here on only the minute makes the keys new: what is measured is time that passes at the server.
      const endMs = performance.now() + seconds * 1000;
      while (performance.now() < endMs) {
        expect(await connection.ping(10_000)).toBeGreaterThan(0);
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
      expect(rekeys()).toBeGreaterThan(byVolume);
      trickle.dispose();
      expect(lost).toEqual([]);
      expect(questions).toEqual([]);
      const lines = printed.split("\n").slice(0, -1).map(Number);
      expect(lines.length).toBeGreaterThan(seconds);
      expect(lines).toEqual(lines.map((_, at) => at + 1));
    } finally {
      ssh.dispose();
      await lab.stop();
    }
  });
});
