import type { Caller } from "../../shared/contract/caller.ts";

export const operator: Caller = { name: "tester", role: "operator" };
export const viewer: Caller = { name: "guest", role: "viewer" };
