import { expect, test } from "vitest";
import { unknownOf } from "../../../../../renderer/features/investigate/useUnknown.ts";

const services = ["chat"];
const hosts = ["gpu-a01"];

test("what the workspace does not have is named, of several places only when it has none", () => {
  expect(unknownOf({ service: "nope", hosts: [] }, services, hosts)).toEqual({ kind: "service", names: "nope" });
  expect(unknownOf({ service: null, hosts: ["a", "b"] }, services, hosts)).toEqual({ kind: "host", names: "a, b" });
  expect(unknownOf({ service: "nope", hosts: ["a"] }, services, hosts)).toEqual({ kind: "service", names: "nope" });
  expect(unknownOf({ service: "nope", hosts: ["gpu-a01"] }, services, hosts)).toBeNull();
  expect(unknownOf({ service: "chat", hosts: ["a"] }, services, hosts)).toBeNull();
  expect(unknownOf({ service: null, hosts: [] }, services, hosts)).toBeNull();
});

test("nothing is unknown while services and hosts are still asked for", () => {
  expect(unknownOf({ service: "nope", hosts: [] }, null, hosts)).toBeNull();
  expect(unknownOf({ service: null, hosts: ["a"] }, services, null)).toBeNull();
});
