import { errorText } from "../../../shared/base/errors.ts";
import type { CandidateHost, setupArea } from "../../../shared/contract/areas/setup.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { type WorkspaceHost, workspaceHost } from "../../../shared/domain/workspace/model.ts";
import type { ConfiguredHost, SshService } from "../../services/ssh/types.ts";
import type { WorkspaceStore } from "../../services/store/types.ts";
import { changes } from "../changes.ts";
import { channel } from "../channel.ts";
import { type CheckDependencies, type CheckResult, checkHosts } from "../hostChecks.ts";
import type { Platform } from "../platform.ts";
import type { Prompts } from "../prompts.ts";

interface SetupDependencies {
  readonly platform: Platform;
  readonly ssh: SshService;
  readonly workspace: WorkspaceStore;
  readonly prompts: Prompts;
  readonly inspect: CheckDependencies["inspect"];
}

export function setupHandlers(dependencies: SetupDependencies): Handlers<typeof setupArea> {
  const { platform, ssh, workspace, prompts, inspect } = dependencies;
  const { clock } = platform;

  /** The workspace's own entry for a name, so that a check connects exactly as watching would. */
  function hostEntry(name: string): WorkspaceHost {
    return workspace.current.file?.hosts.find((host) => host.name === name) ?? workspaceHost.parse({ name });
  }

  async function candidate(configured: ConfiguredHost): Promise<{
    readonly host: CandidateHost;
    readonly knownHostsFile: string | null;
    /** Why the name could not be resolved. */
    readonly failure: string | null;
  }> {
    const { name, file, line, skipped } = configured;
    const source = { file, line };
    const unresolved = { name, address: null, port: 22, user: "", via: [], source, skipped };
    // No name to connect to.
    if (skipped === "wildcard") return { host: unresolved, knownHostsFile: null, failure: null };
    try {
      const resolved = await ssh.resolve(name, hostEntry(name));
      return {
        host: {
          name,
          address: resolved.address,
          port: resolved.port,
          user: resolved.user,
          via: [...resolved.proxyJump],
          source,
          skipped,
        },
        knownHostsFile: resolved.userKnownHostsFiles[0] ?? null,
        failure: null,
      };
    } catch (error) {
      const failure = errorText(error);
      return { host: { ...unresolved, skipped: skipped ?? failure }, knownHostsFile: null, failure };
    }
  }

  return {
    "setup.candidates": async () => {
      try {
        const { file, files, hosts } = await ssh.listConfigured();
        const candidates = await Promise.all(hosts.map(candidate));
        return {
          files: [...files],
          hosts: candidates.map(({ host }) => host),
          knownHostsFile: candidates.find((one) => one.knownHostsFile)?.knownHostsFile ?? "~/.ssh/known_hosts",
          problem:
            files.length === 0
              ? `${file} does not exist: no host can be offered. Add one by the name that ssh would take`
              : failureText(
                  candidates.flatMap(({ failure }) => failure ?? []),
                  candidates.length,
                ),
        };
      } catch (error) {
        return { files: [], hosts: [], knownHostsFile: "~/.ssh/known_hosts", problem: errorText(error) };
      }
    },

    "setup.check": ({ hosts }, { signal }) =>
      channel<CheckResult>((tell) => checkHosts(hosts.map(hostEntry), { clock, ssh, inspect }, tell, signal)),

    "setup.save": async (request) => ({ file: await workspace.saveHosts(request) }),

    "ssh.trustHostKey": async (request) => {
      await ssh.trustHostKey(request);
      return {};
    },

    async *"ssh.prompts"(_params, { signal }) {
      for await (const _ of changes(prompts.onChange, { clock, signal, minIntervalMs: 0 })) {
        yield { prompts: prompts.open };
      }
    },

    "ssh.answerPrompt": async ({ id, answers }) => {
      prompts.answer(id, answers);
      return {};
    },
  };
}

/** One broken line of the configuration stops every name: it is told once, not only beside each host. */
function failureText([first, ...others]: readonly string[], all: number): string | null {
  return first === undefined ? null : `${others.length + 1} of ${all} hosts cannot be resolved: ${first}`;
}
