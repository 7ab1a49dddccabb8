import { describe, expect, it } from "vitest";
import { serviceOfPod } from "../../../../shared/domain/services/serviceOfPod.ts";

const service = (name: string, rest: { readonly environment?: string; readonly matchers?: string } = {}) => ({
  ...{ name, environment: null, matchers: 'job="x"' },
  ...rest,
});
const pod = {
  namespace: "serving",
  owner: { name: "chat" },
  containers: [{ image: "registry.example/llm/vllm:v2" }],
};
const where = { before: ["front"], environment: "prod" };
const found = (...services: readonly ReturnType<typeof service>[]) => serviceOfPod(services, pod, where)?.name ?? null;

describe("the service of a pod", () => {
  it("has the name of its workload, else of the service before it, else of its image", () => {
    expect(found(service("vllm"), service("front"), service("chat"))).toBe("chat");
    expect(found(service("vllm"), service("front"))).toBe("front");
    expect(found(service("vllm"))).toBe("vllm");
    expect(found(service("gateway"))).toBeNull();
  });
  it("is not one of another namespace or environment", () => {
    expect(found(service("chat", { matchers: 'namespace="elsewhere"' }), service("vllm"))).toBe("vllm");
    expect(found(service("chat", { matchers: 'namespace="serving"' }))).toBe("chat");
    expect(found(service("chat", { environment: "staging" }))).toBeNull();
  });
  it("is none of a pod of its own whose image has no name", () => {
    const alone = { ...pod, owner: null, containers: [{ image: "sha256:ab" }] };
    expect(serviceOfPod([service("chat")], alone, { ...where, before: [] })).toBeNull();
  });
});
