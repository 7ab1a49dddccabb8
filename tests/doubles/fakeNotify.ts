import type { notifyArea } from "../../shared/contract/areas/notify.ts";
import type { Handlers } from "../../shared/contract/server.ts";

/** Nobody is told of anything. */
export function fakeNotify(
  record: (name: string, params: unknown) => void,
  follow: <T>(read: () => T, signal: AbortSignal) => AsyncGenerator<T>,
): Handlers<typeof notifyArea> {
  const lists = { channels: [], routes: [], escalations: [], people: [], rotas: [] };
  return {
    "notify.watch": (_params, { signal }) =>
      follow(() => ({ isOn: false, problem: null, undelivered: null, quietHours: null, ...lists }), signal),
    "notify.deliveries": (_params, { signal }) => follow(() => ({ deliveries: [] }), signal),
    "notify.announcements": (_params, { signal }) => follow(() => ({ announcements: [] }), signal),
    "notify.switch": async (params) => {
      record("notify.switch", params);
      return {};
    },
    "notify.test": async () => ({ kind: "delivered", reason: null }),
    "notify.retry": async () => ({}),
    "notify.saveChannel": async () => ({ file: "midwatch.yaml" }),
    "notify.removeChannel": async () => ({ file: "midwatch.yaml" }),
  };
}
