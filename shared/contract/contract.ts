import { appArea } from "./areas/app.ts";
import { hostsArea } from "./areas/hosts.ts";
import { panelsArea } from "./areas/panels.ts";
import { setupArea } from "./areas/setup.ts";

/** Everything the UI may ask of the privileged side. */
export const contract = { ...appArea, ...hostsArea, ...panelsArea, ...setupArea };
export type Contract = typeof contract;
