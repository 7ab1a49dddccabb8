import { dialServer } from "../../electron/host/dialServer.ts";
import { createHttpService } from "../../electron/services/http/createHttpService.ts";
import { createDeliver } from "../../electron/services/notify/createDeliver.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import { gpuAlert } from "../builders/notify.ts";
import { startNotify } from "./notifyLab.ts";

/** Sends pages about one alert to channels whose secrets are all `address`, until it is killed. */
const [folder = "", notify = "", address = ""] = process.argv.slice(2);
const secrets = { get: async () => address };
const lab = startNotify({
  folder,
  notify: JSON.parse(notify) as unknown,
  clock: systemClock,
  deliver: createDeliver({
    ...{ clock: systemClock, secrets, readTrust: async () => ({}), timeoutMs: 15_000, announce: () => false },
    http: createHttpService({ secrets, workspaceFolder: folder, dial: dialServer(() => null) }),
  }),
});
lab.setAlerts([gpuAlert("gpu-a")]);
// The clock's own timers keep no process alive.
setInterval(() => {}, 1000);
