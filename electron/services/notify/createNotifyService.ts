import { join } from "node:path";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { hostsSourceName } from "../../../shared/domain/alerts/alertSources.ts";
import { testMessage } from "../../../shared/domain/notify/message.ts";
import { planNotifications } from "../../../shared/domain/notify/planNotifications.ts";
import { placeOf } from "../../../shared/domain/notify/routing.ts";
import { localSourceName } from "../../../shared/domain/workspace/localSource.ts";
import type { WorkspaceFile } from "../../../shared/domain/workspace/model.ts";
import type { WorkspaceNotify } from "../../../shared/domain/workspace/notify.ts";
import type { AlertsService } from "../alerts/types.ts";
import type { Log } from "../log.ts";
import { knowsTwins } from "./createDeliver.ts";
import { type Outbox, openOutbox } from "./outbox.ts";
import { createSender } from "./sender.ts";
import type { Deliver, NotifyService } from "./types.ts";

export interface NotifyServiceOptions {
  readonly alerts: Pick<AlertsService, "alerts" | "onChange">;
  readonly workspace: () => WorkspaceFile | null;
  readonly onWorkspace: Event<unknown>;
  /** Whether this console sends, and when that may have changed. */
  readonly isOn: () => boolean;
  readonly onSwitch: Event<void>;
  readonly deliver: Deliver;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Between two looks at the alerts, while there is anything to wait for. */
const lookMs = 1000;
/** Of the time that passes, what looking may take: a storm of thousands of alerts is looked at less often. */
const lookShare = 0.05;
/** So long after the start an alert that nobody has told of yet may still be there: its source has not answered. */
const settlingMs = 2 * 60_000;

/** Tells people of alerts as the workspace says: what is due is decided and written down together, then sent. */
export function createNotifyService(options: NotifyServiceOptions): NotifyService {
  const { alerts, workspace, isOn, dataFolder, clock, random, log } = options;
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  const opened = open(join(dataFolder, "notify.db"), clock.nowMs(), log);
  const { problem } = opened;
  if (!opened.outbox) return unavailable(problem, changed);
  const outbox: Outbox = opened.outbox;
  const channelOf = (name: string) => workspace()?.notify?.channels.find((channel) => channel.name === name);
  const sender = createSender({
    ...{ outbox, channelOf, isOn, clock, random, log, deliver: options.deliver },
    told: () => changed.fire(),
  });
  /** Alerts that were there at some time since the start: when one of them is not there any more, it has ended. */
  const seen = new Set<string>();
  const startedMs = clock.monotonicMs();
  let timer: Disposable | null = null;
  let tookMs = 0;
  let writeProblem: string | null = null;

  recover(outbox, channelOf, clock.nowMs());

  function look(): void {
    timer = null;
    const file = workspace();
    if (!file || !isOn()) return;
    try {
      if (file.notify) plan(file, file.notify);
      sender.pump();
      writeProblem = null;
    } catch (error) {
      const text = `Nobody is told of alerts: ${errorText(error)}`;
      if (text !== writeProblem) log.error(text);
      writeProblem = text;
      lookSoon();
    }
  }

  function plan(file: WorkspaceFile, notify: WorkspaceNotify): void {
    const nowMs = clock.nowMs();
    const beganMs = clock.monotonicMs();
    const hasSettled = beganMs - startedMs >= settlingMs;
    if (hasSettled) seen.clear();
    else for (const id of alerts.alerts.keys()) seen.add(id);
    const environments = new Map(file.hosts.map(({ name, environment }) => [name, environment]));
    const next = planNotifications(outbox.groups, {
      ...{ workspace: file.name, notify, alerts: alerts.alerts.values(), nowMs, isOfServer },
      placeOf: (alert) => placeOf(alert, (host) => environments.get(host)),
      isGone: (id) => hasSettled || seen.has(id),
    });
    outbox.commit(next, nowMs);
    tookMs = clock.monotonicMs() - beganMs;
    if (next.messages.length > 0) changed.fire();
    if (next.groups.length > 0) lookSoon();
  }

  function lookSoon(): void {
    timer ??= clock.after(Math.max(lookMs, tookMs / lookShare), look);
  }

  owned.add({ dispose: () => timer?.dispose() });
  owned.add(alerts.onChange(lookSoon));
  owned.add(options.onWorkspace(lookSoon));
  owned.add(options.onSwitch(lookSoon));
  lookSoon();

  let closing: Promise<void> | null = null;
  const close = () => {
    owned.dispose();
    closing ??= sender.close().finally(() => outbox.close());
    return closing;
  };

  return {
    deliveries: (limit) => (closing ? [] : outbox.deliveries(limit)),
    onChange: changed.event,
    get problem() {
      return writeProblem ?? problem;
    },
    async test(name, by, signal) {
      const channel = channelOf(name);
      const file = workspace();
      if (!channel || !file) throw new MidwatchError("NOT_FOUND", `The workspace has no channel called ${name}`);
      const message = testMessage(file.name, by, clock.nowMs());
      const id = outbox.begin(name, message, clock.nowMs());
      changed.fire();
      try {
        const outcome = await options.deliver(channel, message, signal);
        outbox.settle(
          id,
          outcome.kind === "delivered" || outcome.kind === "unsure" ? outcome.kind : "failed",
          clock.nowMs(),
          outcome.reason,
        );
        return outcome;
      } catch (error) {
        outbox.settle(id, "unsure", clock.nowMs(), errorText(error));
        throw error;
      } finally {
        changed.fire();
      }
    },
    retry(id) {
      if (!outbox.retry(id, clock.nowMs()))
        throw new MidwatchError("CONFLICT", "It is delivered, or about to be sent anyway: nothing was changed");
      changed.fire();
      sender.pump();
    },
    close,
    dispose: () => void close(),
  };
}

/** Rules that are evaluated here, and what hosts show, are this console's own; the rest is told by a server. */
function isOfServer(source: string): boolean {
  return source !== localSourceName && source !== hostsSourceName;
}

/**
 * What was on its way as the console ended may have arrived: it goes out again where the other side knows it by its key, and
 * is shown as unsure where it would be a second page.
 */
function recover(
  outbox: Outbox,
  channelOf: (name: string) => Parameters<typeof knowsTwins>[0] | undefined,
  nowMs: number,
): void {
  const reason = "Midwatch ended while this was being sent";
  for (const { id, channel: name } of outbox.interrupted()) {
    const channel = channelOf(name);
    if (channel && knowsTwins(channel)) outbox.again(id, nowMs, reason);
    else outbox.settle(id, "unsure", nowMs, `${reason}: it may have arrived, so it is not sent again by itself`);
  }
}

function open(
  file: string,
  nowMs: number,
  log: Log,
): { readonly outbox: Outbox | null; readonly problem: string | null } {
  try {
    const outbox = openOutbox(file, nowMs);
    if (outbox.problem !== null) log.error(outbox.problem);
    return { outbox, problem: outbox.problem };
  } catch (error) {
    const problem = `Nobody is told of alerts: ${errorText(error)}`;
    log.error(problem);
    return { outbox: null, problem };
  }
}

/** Without a memory of what was told nothing is sent: it could be a second page, or none. */
function unavailable(problem: string | null, changed: Emitter<void>): NotifyService {
  const refuse = () => new MidwatchError("STORE_FAILED", problem ?? "There is no outbox");
  return {
    ...{ problem, onChange: changed.event, deliveries: () => [] },
    test: () => Promise.reject(refuse()),
    retry() {
      throw refuse();
    },
    close: () => Promise.resolve(),
    dispose: () => changed.dispose(),
  };
}
