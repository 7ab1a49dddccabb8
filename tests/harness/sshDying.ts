/** Connects to `gpu` of the given configuration by the system's client, says so, and lives until it is killed. */

import { silentLog } from "../../electron/services/log.ts";
import { createSshService } from "../../electron/services/ssh/createSshService.ts";
import { systemClock } from "../../electron/services/systemClock.ts";

const [configFile = "", homeFolder = ""] = process.argv.slice(2);
const ssh = createSshService({
  clock: systemClock,
  log: silentLog,
  random: () => 0.5,
  prompter: { ask: () => Promise.resolve(null) },
  configFile,
  homeFolder,
  environment: process.env,
  defaultTransport: "system",
  platform: process.platform,
});
await ssh.connect({ name: "gpu", transport: "system" }, {});
process.stdout.write("connected\n");
setInterval(() => {}, 60_000);
