/** `npm run doctor -- HOST [--json] [--workspace DIR] [--ssh-config FILE]`. */
import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import { errorText } from "../../../shared/base/errors.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";
import { dialServer } from "../../host/dialServer.ts";
import { createHttpService } from "../../services/http/createHttpService.ts";
import { silentLog } from "../../services/log.ts";
import { createSshService } from "../../services/ssh/createSshService.ts";
import { createWorkspaceStore } from "../../services/store/workspaceStore.ts";
import { systemClock } from "../../services/systemClock.ts";
import { examine } from "./examine.ts";
import { type DoctorOptions, defaultWorkspaceFolder, parseOptions, usage } from "./options.ts";
import { reportText } from "./reportText.ts";
import { createTerminalPrompter } from "./terminalPrompter.ts";

function readOptions(): DoctorOptions | "help" | null {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n\n${usage}`);
    return null;
  }
}

/** The workspace's entry for the host and the SSH configuration it names, as the console would use them. */
function readWorkspace({ host, workspaceFolder }: DoctorOptions) {
  const folder = workspaceFolder ?? defaultWorkspaceFolder(process.env);
  const store = createWorkspaceStore({ folder, clock: systemClock, log: silentLog });
  const { file, problems } = store.current;
  store.dispose();
  const entry: WorkspaceHost = file?.hosts.find(({ name }) => name === host) ?? { name: host, transport: "auto" };
  const configFile = file?.ssh.config === undefined ? null : join(folder, file.ssh.config);
  return { folder, entry, configFile, transport: file?.ssh.transport ?? "auto", problems };
}

async function run(options: DoctorOptions): Promise<number> {
  const workspace = readWorkspace(options);
  for (const { file, line, column, message } of workspace.problems) {
    process.stderr.write(`${file}:${line}:${column}: ${message}\n`);
  }
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  process.once("SIGTERM", () => interrupted.abort());
  const ssh = createSshService({
    clock: systemClock,
    log: silentLog,
    random: Math.random,
    prompter: createTerminalPrompter({ input: process.stdin, output: process.stderr }),
    configFile: options.sshConfigFile ?? workspace.configFile,
    homeFolder: homedir(),
    environment: process.env,
    defaultTransport: workspace.transport,
    platform: process.platform,
  });
  try {
    const report = await examine({
      clock: systemClock,
      ssh,
      // Secrets are the console's: targets that want one are told apart from those that fail.
      http: createHttpService({
        secrets: { get: async () => null },
        workspaceFolder: workspace.folder,
        dial: dialServer(() => null),
      }),
      host: workspace.entry,
      newNonce: () => randomBytes(9).toString("hex"),
      signal: interrupted.signal,
    });
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
    return report.ok ? 0 : 1;
  } finally {
    ssh.dispose();
  }
}

const options = readOptions();
if (options === null) process.exitCode = 2;
else if (options === "help") process.stdout.write(usage);
else {
  run(options).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`${errorText(error)}\n`);
      process.exitCode = 1;
    },
  );
}
