import type { Clock } from "../../shared/base/clock.ts";
import type { HostScript } from "../../shared/domain/runbook/hostScript.ts";
import type { ShellChannel } from "./shellChannel.ts";
import type { CommandEnd } from "./simulation/commands.ts";

export interface RunbookScriptsOptions {
  readonly hostname: string;
  readonly machineId: string;
  readonly clock: Clock;
  readonly run: (argv: readonly string[]) => CommandEnd;
}

interface Record {
  status: number | null;
  end: () => void;
}

/** Answers the scripts of runbooks as a host would: a lock, the status of each step, and steps that outlive their connection. */
export function createRunbookScripts({ hostname, machineId, clock, run }: RunbookScriptsOptions) {
  const records = new Map<string, Record>();
  let lock: string | null = null;
  const nowSeconds = () => Math.floor(clock.nowMs() / 1000);
  const lockText = (taken: boolean) =>
    `${taken ? "taken" : lock === null ? "free" : `held ${lock}`}\n${nowSeconds()}\n`;

  function recordText(name: string): string {
    const record = records.get(name);
    if (!record) return "none\n";
    return record.status === null ? "running\n" : `done ${record.status}\n`;
  }

  function step(
    { record: name, timeoutSeconds, argv }: Extract<HostScript, { kind: "step" }>,
    channel: ShellChannel,
  ): void {
    const { text, status, seconds } = run(argv);
    const isLate = seconds > timeoutSeconds;
    const finish = (with_: number) => {
      timer.dispose();
      if (record.status !== null) return;
      record.status = with_;
      channel.write(text);
      channel.exit(with_);
    };
    const record: Record = { status: null, end: () => finish(143) };
    const timer = clock.after(1000 * (isLate ? timeoutSeconds : seconds), () => finish(isLate ? 124 : status));
    records.set(name, record);
  }

  /** Null for a step, which answers by itself. */
  function answer(script: HostScript): string | null {
    switch (script.kind) {
      case "identity":
        return `${hostname}\n${machineId}\n`;
      case "check":
        return recordText(script.record);
      case "end":
        records.get(script.record)?.end();
        return recordText(script.record);
      case "sudo":
        return `uid 1000\nallowed /usr/bin/${script.argv[0]}\nSudoers entry:\n    RunAsUsers: ALL\n    Options: !authenticate\n    Commands:\n\tALL\n`;
      case "lock": {
        const isFree = lock === null;
        if (isFree) lock = script.holder;
        return lockText(isFree);
      }
      case "takeOver": {
        const isSeen = lock === script.from;
        if (isSeen) lock = script.holder;
        return lockText(isSeen);
      }
      case "lockState":
        return lockText(false);
      case "unlock":
        if (lock === script.holder) lock = null;
        for (const name of records.keys()) if (name.startsWith(script.records)) records.delete(name);
        return "";
      case "step":
        return null;
    }
  }

  return {
    exec(script: HostScript, channel: ShellChannel): void {
      const text = answer(script);
      if (text === null) {
        if (script.kind === "step") step(script, channel);
        return;
      }
      channel.write(text);
      channel.exit(0);
    },
  };
}
