import type { Application } from "./applications.ts";

const names: Readonly<Partial<Record<Application["job"], string>>> = {
  vllm: "chat-llm-70b",
  triton: "sonic-avatar",
  gateway: "llm-gateway",
};

/** `services` and `prices` of `midwatch.yaml`, for the jobs that are read; empty without any. */
export function demoServices(targets: ReadonlyMap<string, string>): string {
  const read = [...targets.values()].join("");
  const services = Object.entries(names).filter(([job]) => read.includes(`- job: ${job}\n`));
  if (services.length === 0) return "";
  const entries = services.map(
    ([job, name]) => `  - name: ${name}\n    targets: '{job="${job}"}'\n    environment: prod\n`,
  );
  return `services:\n${entries.join("")}prices:\n  currency: USD\n  gpuHour: { H100: 2.49, A100: 1.39, L40S: 0.86 }\n`;
}
