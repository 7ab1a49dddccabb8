import { expect, test } from "vitest";
import { isProcessOf } from "../../../../shared/domain/kubernetes/processOfPod.ts";

const pod = { id: "5be27a19-72c3-4a85-a9a6-e6b0e0ee90df", containers: [{ containerId: "abc" }, { containerId: null }] };

test.each([
  ["its uid", { podUid: pod.id, containerId: null }, true],
  ["a container's id, where the control group names no pod", { podUid: null, containerId: "abc" }, true],
  ["a container's id, where the uid is that of a static pod's file", { podUid: "another", containerId: "abc" }, true],
  ["another container", { podUid: null, containerId: "abd" }, false],
  ["nothing: a container that has not run has no id either", { podUid: null, containerId: null }, false],
] as const)("a process is of a pod by %s", (_what, process, is) => expect(isProcessOf(process, pod)).toBe(is));
