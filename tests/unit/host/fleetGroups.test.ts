import { expect, it } from "vitest";
import { fleetGroups } from "../../../electron/host/fleetGroups.ts";

const host = (name: string, group: string, environment: string | null = null) => ({ name, group, environment });

it.each([
  ["hosts of a group", [host("a1", "a"), host("a2", "a"), host("b1", "b"), host("b2", "b")], ["a", "a", "b", "b"]],
  [
    "one host alone keeps its name",
    [host("a1", "a"), host("a2", "a"), host("bastion", "bastion")],
    ["a", "a", "bastion"],
  ],
  ["the beginning of proper names", [host("h-lost", "h-lost"), host("h-slow", "h-slow")], ["h", "h"]],
  ["whole words only", [host("ml-euler", "ml-euler"), host("ml-euclid", "ml-euclid")], ["ml", "ml"]],
  [
    "the environment of names that share nothing",
    [host("atlas", "atlas", "production"), host("titan", "titan", "production"), host("pi", "pi", "dev")],
    ["production", "production", "pi"],
  ],
  ["names that share nothing, of no environment", [host("atlas", "atlas"), host("titan", "titan")], ["Hosts", "Hosts"]],
  [
    "the same beside a group",
    [host("atlas", "atlas"), host("titan", "titan"), host("a1", "a"), host("a2", "a")],
    ["Other hosts", "Other hosts", "a", "a"],
  ],
] as const)("%s", (_name, hosts, groups) => {
  expect(fleetGroups(hosts)).toEqual(groups);
});
