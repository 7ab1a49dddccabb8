import type { Application } from "./applications.ts";

/** As short as a demo is: others hold an hour against that of the day before. */
export const chatDrift = `    drift:
      window: 2m
      reference: { before: 5m }
      features:
        - { name: Prompt tokens, metric: "vllm:request_prompt_tokens" }
        - { name: Grades of answers, metric: chat_answer_grade }
        - { name: Missing fields, kind: missing, metric: chat_context_missing_ratio }
        - { name: Context fields, kind: count, metric: chat_context_fields }
`;

/** `more` is what is said of a service beside its targets. */
const served: readonly { readonly job: Application["job"]; readonly name: string; readonly more: string }[] = [
  { job: "vllm", name: "chat-llm-70b", more: chatDrift },
  { job: "triton", name: "sonic-avatar", more: "    workloads: [llm-fleet-eu/serving/deployment/sonic-avatar]\n" },
  { job: "gateway", name: "llm-gateway", more: "" },
];

/** `services` and `prices` of `midwatch.yaml`, for the jobs that are read; empty without any. */
export function demoServices(targets: ReadonlyMap<string, string>): string {
  const read = [...targets.values()].join("");
  const services = served.filter(({ job }) => read.includes(`- job: ${job}\n`));
  if (services.length === 0) return "";
  const entries = services.map(
    ({ job, name, more }) => `  - name: ${name}\n    targets: '{job="${job}"}'\n    environment: prod\n${more}`,
  );
  return `services:\n${entries.join("")}prices:\n  currency: USD\n  gpuHour: { H100: 2.49, A100: 1.39, L40S: 0.86 }\n`;
}
