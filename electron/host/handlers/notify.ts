import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { notifyArea } from "../../../shared/contract/areas/notify.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { Announcement } from "../../../shared/domain/alerts/news/announcement.ts";
import { onCallAt } from "../../../shared/domain/notify/rota.ts";
import { windowText } from "../../../shared/domain/notify/timeWindow.ts";
import { secretsOfChannel, secretsThatMove } from "../../../shared/domain/workspace/channelSecrets.ts";
import { type WorkspaceNotify, workspaceNotify } from "../../../shared/domain/workspace/notify.ts";
import type { AuditLog } from "../../services/audit/types.ts";
import type { NotifyService } from "../../services/notify/types.ts";
import type { SecretStore, WorkspaceStore } from "../../services/store/types.ts";
import { changes } from "../changes.ts";

interface NotifyDependencies {
  readonly clock: Clock;
  readonly notify: NotifyService;
  readonly workspace: Pick<WorkspaceStore, "current" | "onChange" | "putChannel" | "removeChannel">;
  readonly secrets: Pick<SecretStore, "get" | "set">;
  readonly sending: SendingSwitch;
  readonly audit: Pick<AuditLog, "append">;
  readonly onAnnouncement: Event<Announcement>;
}

/** Whether this console sends pages. */
export interface SendingSwitch {
  readonly isOn: boolean;
  readonly onChange: Event<void>;
  set(isOn: boolean): Promise<void>;
}

const watchIntervalMs = 250;
/** Shifts end without anybody telling. */
const rotaIntervalMs = 30_000;
const mostDeliveries = 200;
const undeliveredMs = 60 * 60_000;
const none = workspaceNotify.parse({});

export function notifyHandlers(dependencies: NotifyDependencies): Handlers<typeof notifyArea> {
  const { clock, notify, workspace, secrets, sending, audit, onAnnouncement } = dependencies;

  return {
    async *"notify.watch"(_params, { signal }) {
      const owned = new DisposableStore();
      const either = owned.add(new Emitter<void>());
      for (const event of [workspace.onChange, sending.onChange, notify.onChange])
        owned.add(event(() => either.fire()));
      owned.add(every(clock, rotaIntervalMs, () => either.fire()));
      try {
        for await (const _ of changes(either.event, { clock, signal, minIntervalMs: watchIntervalMs })) {
          const nowMs = clock.nowMs();
          const state = { isOn: sending.isOn, problem: notify.problem, undelivered: undelivered(notify, nowMs) };
          yield { ...state, ...shown(workspace.current.file?.notify ?? none, nowMs) };
        }
      } finally {
        owned.dispose();
      }
    },

    async *"notify.deliveries"(_params, { signal }) {
      for await (const _ of changes(notify.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
        yield { deliveries: [...notify.deliveries(mostDeliveries)] };
      }
    },

    async *"notify.announcements"(_params, { signal }) {
      for await (const told of changes(onAnnouncement, { clock, signal, minIntervalMs: 0 })) {
        yield { announcements: [...told] };
      }
    },

    "notify.switch": async ({ isOn }, { caller }) => {
      const text = isOn ? "This console sends pages" : "This console sends no pages";
      audit.append({ kind: "paging.switched", by: caller.name, text, facts: { isOn } });
      await sending.set(isOn);
      return {};
    },

    "notify.test": async ({ channel }, { signal, caller }) => {
      audit.append({
        kind: "paging.tested",
        by: caller.name,
        text: `A test message to ${channel}`,
        facts: { channel },
      });
      const { kind, reason } = await notify.test(channel, caller.name, signal);
      return { kind, reason };
    },

    "notify.retry": async ({ id }) => {
      notify.retry(id);
      return {};
    },

    "notify.saveChannel": async ({ channel, secrets: typed, replaces }) => {
      const named = new Set(secretsOfChannel(channel).map(({ name }) => name));
      for (const name of Object.keys(typed)) {
        if (!named.has(name)) throw new MidwatchError("BAD_REQUEST", `The channel names no secret ${name}`);
      }
      for (const name of secretsThatMove(workspace.current.file?.notify?.channels ?? [], channel)) {
        if (typed[name] !== undefined || (await secrets.get(name)) === null) continue;
        throw new MidwatchError(
          "FORBIDDEN",
          `The secret ${name} is not sent to that place yet: type its value, so that it goes nowhere unseen. Nothing was changed`,
        );
      }
      const file = await workspace.putChannel(channel, replaces);
      for (const [name, value] of Object.entries(typed)) await secrets.set(name, value);
      return { file };
    },

    "notify.removeChannel": async ({ name }) => ({ file: await workspace.removeChannel(name) }),
  };
}

/** With the newest of them. */
function undelivered({ deliveries }: Pick<NotifyService, "deliveries">, nowMs: number) {
  const lost = deliveries(mostDeliveries).filter(
    ({ kind, state, settledMs }) =>
      kind !== "test" && (state === "failed" || state === "unsure") && (settledMs ?? 0) > nowMs - undeliveredMs,
  );
  const [newest] = lost;
  return newest ? { count: lost.length, channel: newest.channel, reason: newest.reason ?? "" } : null;
}

/** As the contract tells it. */
function shown(notify: WorkspaceNotify, nowMs: number) {
  const { channels, routes, quietHours, escalations, people, rotas } = notify;
  return {
    channels: [...channels],
    routes: routes.map((route) => ({
      ...{ name: route.name, severities: [...route.severities], from: route.from, notify: [...route.notify] },
      services: route.services ?? null,
      environments: route.environments ?? null,
      during: route.during?.map(windowText) ?? null,
      escalation: route.escalation ?? null,
      ...{ groupBy: [...route.groupBy], groupWaitMs: route.groupWait, groupIntervalMs: route.groupInterval },
      repeatMs: route.repeat,
    })),
    quietHours: quietHours ? { during: quietHours.during.map(windowText), critical: quietHours.critical } : null,
    escalations: escalations.map(({ name, steps }) => ({
      name,
      steps: steps.map(({ after, notify: who }) => ({ afterMs: after, notify: [...who] })),
    })),
    people: people.map(({ name, notify: own }) => ({ name, notify: [...own] })),
    rotas: rotas.map((rota) => ({
      ...{ name: rota.name, zone: rota.zone, people: [...rota.people], onCall: onCallAt(rota, nowMs) },
    })),
  };
}

function every(clock: Clock, intervalMs: number, call: () => void): Disposable {
  let timer: Disposable;
  const again = () => {
    timer = clock.after(intervalMs, () => {
      call();
      again();
    });
  };
  again();
  return { dispose: () => timer.dispose() };
}
