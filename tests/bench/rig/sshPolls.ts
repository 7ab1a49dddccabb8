import { spawn } from "node:child_process";
import { once } from "node:events";
import { childrenCpuMs, cpuMs } from "./processUsage.ts";

const query = "nvidia-smi --query-gpu=index,uuid,utilization.gpu,memory.used --format=csv,noheader,nounits";

/** A process that only starts others, one line of arguments each: what it and they use is the cost of polling that way. */
const starter = `
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  require("node:child_process")
    .spawn("ssh", JSON.parse(line), { stdio: ["ignore", "ignore", "inherit"] })
    .once("exit", (code) => console.log(String(code)));
});`;

/**
 * Processor time (ms) of one poll of each host by the system's own client, one process a poll: the client, and starting
 * it; neither what reads the answer nor the servers. Two at a time, so that no more run than there are cores.
 */
export async function pollCpuMs(sshConfigFile: string, hosts: readonly string[]): Promise<number> {
  const parent = spawn(process.execPath, ["-e", starter], { stdio: ["pipe", "pipe", "pipe"] });
  const pid = parent.pid ?? 0;
  let complaints = "";
  parent.stderr.on("data", (text) => {
    complaints += text;
  });
  try {
    const before = cpuMs(pid);
    const waiting = [...hosts];
    let running = 0;
    const next = () => {
      const host = waiting.shift();
      if (host === undefined) return;
      running += 1;
      parent.stdin.write(`${JSON.stringify(["-F", sshConfigFile, "-o", "BatchMode=yes", host, query])}\n`);
    };
    next();
    next();
    while (running > 0) {
      const [codes] = await once(parent.stdout, "data");
      for (const code of String(codes).trim().split("\n")) {
        if (code !== "0") throw new Error(`ssh ended with ${code}: ${complaints}`);
        running -= 1;
        next();
      }
    }
    return childrenCpuMs(pid) + cpuMs(pid) - before;
  } finally {
    parent.kill();
  }
}
